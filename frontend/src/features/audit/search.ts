export const families = [
  'user',
  'invitation',
  'import',
  'access_request',
  'approval',
  'role',
  'permission',
  'api_key',
  'webhook',
  'location',
  'workspace',
  'account',
  'session',
  'entry',
] as const;
export type Family = (typeof families)[number];

/** What the page shows of the log, as it stands in the address. Days are those of the reader's own time zone. */
export type AuditSearch = {
  action?: string | undefined;
  /** Who did it. */
  actor?: string | undefined;
  /** Whom it happened to: to themselves, to their invitation or to their login request. */
  about?: string | undefined;
  /** Exactly one thing that it happened to. */
  target?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  cursor?: string | undefined;
};

export const cleared: AuditSearch = {
  action: undefined,
  actor: undefined,
  about: undefined,
  target: undefined,
  since: undefined,
  until: undefined,
};

/** Reads it from an address that anybody may have typed: what makes no sense is left out. */
export function auditSearch(raw: Record<string, unknown>): AuditSearch {
  return {
    action: matching(raw.action, /^[a-z_]{1,40}\.([a-z_]{1,40}|\*)$/),
    actor: matching(raw.actor, /^[\w-]{1,64}$/),
    about: matching(raw.about, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    target: matching(raw.target, /^[\w-]{1,64}$/),
    since: day(raw.since),
    until: day(raw.until),
    cursor: matching(raw.cursor, /^[\w-]{1,2000}$/),
  };
}

export const isFiltered = ({ action, actor, about, target, since, until }: AuditSearch) =>
  Boolean(action || actor || about || target || since || until);

/** The same as the API asks for it, without the cursor. */
export function filterOf({ action, actor, about, target, since, until }: AuditSearch) {
  return {
    ...(action ? { action: [action] } : {}),
    ...(actor ? { actor_id: actor } : {}),
    ...(about ? { user_id: about } : {}),
    ...(target ? { target_id: target } : {}),
    ...(since ? { since: startOf(since).toISOString() } : {}),
    ...(until ? { until: startOf(until, 1).toISOString() } : {}),
  };
}

/** The first moment of a day, or of the one so many days after it. */
export function startOf(iso: string, after = 0): Date {
  const [year = 0, month = 1, date = 1] = iso.split('-').map(Number);
  return new Date(year, month - 1, date + after);
}

/** "2026-11-21", for the reader's own day. */
export function dayOf(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** So many days, today among them. */
export function lastDays(days: number, now = new Date()): string {
  return dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1));
}

// The router reads `?q=2024` as a number.
function matching(value: unknown, pattern: RegExp): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return pattern.test(text) ? text : undefined;
}

function day(value: unknown): string | undefined {
  const text = matching(value, /^\d{4}-\d{2}-\d{2}$/);
  return text && text === dayOf(startOf(text)) ? text : undefined;
}
