export const longestPart = 40;

// What Gatehouse's own permissions are about: nothing of an app can be called like that.
const reserved = [
  'workspace',
  'users',
  'roles',
  'locations',
  'approvals',
  'api_keys',
  'webhooks',
  'audit',
  'invitations',
  'imports',
  'account',
];

export type GrammarFault = 'empty' | 'shape' | 'characters' | 'start' | 'long' | 'reserved';

/** What is wrong with a permission as it is typed, or nothing. */
export function grammarFault(text: string): GrammarFault | null {
  if (text === '') return 'empty';
  if (/[^a-z0-9_:]/.test(text)) return 'characters';
  const parts = text.split(':');
  if (parts.length !== 2 || parts.includes('')) return 'shape';
  if (parts.some((part) => !/^[a-z]/.test(part))) return 'start';
  if (parts.some((part) => part.length > longestPart)) return 'long';
  return reserved.includes(parts[0] ?? '') ? 'reserved' : null;
}
