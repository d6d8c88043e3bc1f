import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keepSession } from '@/api/token';

const pollMs = 3_000;
const reminderEveryMs = 24 * 3_600_000;

// These calls carry the pending token instead of a session.
const as = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

/** How the request stands, asked again every three seconds while it is pending. */
export const pendingQuery = (token: string) =>
  queryOptions({
    queryKey: ['pending', token],
    queryFn: ({ signal }) => call(client.GET('/api/v1/auth/pending', { ...as(token), signal })),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'pending' ? false : pollMs),
    staleTime: 0,
  });

export const remindApprovers = (token: string) => call(client.POST('/api/v1/auth/pending/remind', as(token)));

export const withdrawRequest = (token: string) => call(client.DELETE('/api/v1/auth/pending', as(token)));

/** Turns the pending token into a session, once the approval is there. */
export async function exchange(token: string) {
  const session = await call(client.POST('/api/v1/auth/pending/exchange', as(token)));
  keepSession(session);
  return session;
}

/** When the approvers may be reminded again; null when they may be now. */
export function nextReminder(places: { reminded_at: string | null }[], now = Date.now()): Date | null {
  const times = places.map(({ reminded_at }) => (reminded_at ? new Date(reminded_at).getTime() + reminderEveryMs : 0));
  if (times.length === 0) return null;
  const next = Math.min(...times);
  return next > now ? new Date(next) : null;
}
