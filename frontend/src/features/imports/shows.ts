import type { Import } from '@/api/types';
import type { Verdict } from './types';

export const verdicts = ['valid', 'invalid', 'duplicate', 'already_member', 'already_invited'] as const;
export const outcomes = ['invited', 'failed', 'revoked'] as const;

/** What a row may be wrong in by itself. Duplicates and the like are verdicts of their own. */
export const mendable = [
  'malformed',
  'required',
  'email_invalid',
  'name_invalid',
  'too_long',
  'role_unknown',
  'role_above_own',
  'location_unknown',
  'location_archived',
  'text_invalid',
] as const;

/** What can have gone wrong after a row was invited. */
export const afterwards = ['revoke_failed'] as const;

/** Which rows are shown, as the address names them: a verdict, a problem or an outcome. */
export type RowShow =
  | (typeof verdicts)[number]
  | (typeof outcomes)[number]
  | (typeof afterwards)[number]
  | 'unreached'
  | (typeof mendable)[number];

export type RowSearch = { show?: RowShow | undefined; q?: string | undefined; cursor?: string | undefined };

const shows: readonly RowShow[] = [...verdicts, ...outcomes, ...afterwards, 'unreached', ...mendable];

/** Reads it from an address that anybody may have typed: what makes no sense is left out. */
export function rowSearch(raw: Record<string, unknown>): RowSearch {
  return {
    show: shows.find((show) => show === raw.show),
    q: textOf(raw.q)?.slice(0, 120),
    cursor: textOf(raw.cursor),
  };
}

// The router reads `?q=2024` as a number.
function textOf(value: unknown): string | undefined {
  return (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;
}

const isIn = <T extends string>(list: readonly T[], show: string): show is T => list.includes(show as T);

export type RowFilter = {
  verdict?: Verdict[];
  outcome?: ((typeof outcomes)[number] | 'none')[];
  problem?: string;
  q?: string;
  cursor?: string;
};

/** Those who were ready, and whose turn never came. */
export const unreached: RowFilter = { verdict: ['valid'], outcome: ['none'] };

/** The search as the API's list understands it. */
export function filterOf({ show, q, cursor }: RowSearch): RowFilter {
  return {
    ...(show && isIn(verdicts, show) ? { verdict: [show] } : {}),
    ...(show && isIn(outcomes, show) ? { outcome: [show] } : {}),
    ...(show && (isIn(mendable, show) || isIn(afterwards, show)) ? { problem: show } : {}),
    ...(show === 'unreached' ? unreached : {}),
    ...(q ? { q } : {}),
    ...(cursor ? { cursor } : {}),
  };
}

/** How many rows a show has. */
export function countOf(of: Import, show: RowShow | undefined): number {
  if (!show) return of.counts.total;
  if (isIn(verdicts, show)) return of.counts[show];
  if (show === 'invited') return of.done_rows - of.revoked_rows;
  if (show === 'failed') return of.failed_rows;
  if (show === 'revoked') return of.revoked_rows;
  if (show === 'unreached') return unreachedBy(of);
  return of.problems[show] ?? 0;
}

/** How many never had their turn; nobody as long as it may still come. */
export const unreachedBy = (of: Import): number =>
  isPreview(of) || of.state === 'running' ? 0 : Math.max(0, of.counts.valid - of.done_rows - of.failed_rows);

/** The shows that are worth a chip: those that have rows, and in the preview always what is ready. */
export function showsOf(of: Import): RowShow[] {
  const first: RowShow[] = isPreview(of) ? ['valid'] : [];
  const rest = shows.filter((show) => !first.includes(show) && show !== 'valid' && countOf(of, show) > 0);
  // The outcome is what one comes for, once there is one.
  const became = (show: RowShow) => isIn(outcomes, show) || isIn(afterwards, show) || show === 'unreached';
  return [...first, ...rest.filter(became), ...rest.filter((show) => !became(show))];
}

export const isPreview = ({ state }: Import) => state === 'mapping' || state === 'checking' || state === 'ready';

/** Whether its lines are gone, or about to go: those of what was cancelled before it began are deleted within the hour. */
export const isForgotten = ({ state, started_at, forgotten_at }: Import) =>
  forgotten_at !== null || (state === 'cancelled' && !started_at);

/** Whether the server is at work on it. */
export const isWorking = ({ state }: Import) => state === 'checking' || state === 'running' || state === 'revoking';
