import type { Query, QueryClient } from '@tanstack/react-query';
import { fetchOrThrow } from '@/api/client';
import { keys } from '@/api/keys';

/** What the server answered, and what had been asked for by then: a change of that may have been missed. */
export type Opened = { response: Response; before: Query[] };

type Stream = { stop: AbortController; opened?: Promise<Opened>; followed?: boolean };

const streams = new Map<string, Stream>();
const patienceMs = 100;

/** Asks for the events of a workspace. By the time of its answer the server tells of every change. */
export async function openStream(queryClient: QueryClient, workspaceId: string, signal: AbortSignal): Promise<Opened> {
  const url = new URL(`/api/v1/workspaces/${workspaceId}/events`, window.location.origin);
  const response = await fetchOrThrow(new Request(url, { headers: { Accept: 'text/event-stream' }, signal }));
  return { response, before: shownOf(queryClient, workspaceId) };
}

/**
 * Opens the stream before the first page of a workspace is read: what is asked for after it is open need not be read
 * again. A page can be shown without it, so whoever waits for this waits a moment at most. `given` up before somebody
 * follows the stream, it is closed.
 */
export async function openEarly(queryClient: QueryClient, workspaceId: string, given: AbortSignal): Promise<void> {
  let stream = streams.get(workspaceId);
  if (!stream) {
    const stop = new AbortController();
    stream = { stop, opened: openStream(queryClient, workspaceId, stop.signal) };
    streams.set(workspaceId, stream);
    given.addEventListener('abort', () => closeUnfollowed(workspaceId));
  }
  // Where it fails, whoever follows it hears of that, and tries again.
  await Promise.race([stream.opened?.catch(() => undefined), new Promise((go) => setTimeout(go, patienceMs))]);
}

/** The stream of a workspace for who follows it, opened already or not, until `leaveStream`. */
export function followStream(workspaceId: string): Stream {
  const stream = streams.get(workspaceId) ?? { stop: new AbortController() };
  stream.followed = true;
  streams.set(workspaceId, stream);
  return stream;
}

export function leaveStream(workspaceId: string): void {
  streams.get(workspaceId)?.stop.abort();
  streams.delete(workspaceId);
}

/** For where a workspace turns out not to be the reader's. */
export function closeUnfollowed(workspaceId: string): void {
  if (!streams.get(workspaceId)?.followed) leaveStream(workspaceId);
}

/** Everything that was asked for of a workspace, and where the reader stands in it. */
export function shownOf(queryClient: QueryClient, workspaceId: string): Query[] {
  const announced = keys.audit(workspaceId)[2];
  return queryClient.getQueryCache().findAll({
    predicate: ({ queryKey: [first, id, kind], state }) =>
      first === keys.me[0] ||
      // What happened is announced above the log, and does not push away what somebody reads in it.
      (first === 'w' && id === workspaceId && (kind !== announced || state.status === 'error')),
  });
}

/**
 * Reads these again. What is on its way for the first time may have been read before the change, and is read again when
 * it is there.
 */
export function readAgain(queryClient: QueryClient, queries: Query[]): void {
  for (const query of queries) {
    const again = () => void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    if (query.state.fetchStatus === 'fetching' && query.state.data === undefined) query.promise?.then(again, again);
    else again();
  }
}
