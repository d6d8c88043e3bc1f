/** An address inside this app to go on to after signing in, or nothing: never another site. */
export function nextAddress(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}
