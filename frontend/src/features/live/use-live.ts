import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { fetchOrThrow } from '@/api/client';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { Change } from '@/api/types';
import { readEvents } from './sse';

const pollMs = 60_000;
const firstRetryMs = 1_000;
const lastRetryMs = 30_000;
const gatherMs = 50;

/**
 * Keeps everything shown of a workspace fresh: follows its events, marks what each one touches as stale, reconnects with
 * growing, jittered delay, and meanwhile asks once a minute while the tab is visible.
 */
export function useLive(workspaceId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    let connected = false;
    void follow(workspaceId, queryClient, stop.signal, (now) => {
      connected = now;
    });
    const poll = setInterval(() => {
      if (!connected && document.visibilityState === 'visible') refreshAll(queryClient, workspaceId);
    }, pollMs);
    return () => {
      clearInterval(poll);
      stop.abort();
    };
  }, [workspaceId, queryClient]);
}

async function follow(
  workspaceId: string,
  queryClient: QueryClient,
  signal: AbortSignal,
  tell: (connected: boolean) => void,
) {
  let delay = firstRetryMs;
  const tellOf = gathering((kinds) => {
    refresh(queryClient, workspaceId, kinds);
  });
  while (!signal.aborted) {
    const url = new URL(`/api/v1/workspaces/${workspaceId}/events`, window.location.origin);
    try {
      const response = await fetchOrThrow(new Request(url, { headers: { Accept: 'text/event-stream' }, signal }));
      tell(true);
      delay = firstRetryMs;
      if (response.body) for await (const data of readEvents(response.body)) tellOf(kindOf(data));
    } catch (error) {
      // Tried again below; the poll bridges the gap. A refusal means that the person's place has changed.
      if (isProblem(error, 'not_found')) void queryClient.invalidateQueries({ queryKey: keys.me });
    }
    tell(false);
    await pause(delay * (0.5 + Math.random()), signal);
    delay = Math.min(delay * 2, lastRetryMs);
  }
}

/** Events come in bursts: what several of them make stale is read again once, and not given up and begun anew by each. */
export function gathering(tell: (kinds: ReadonlySet<string>) => void): (kind: string) => void {
  let heard = new Set<string>();
  return (kind) => {
    heard.add(kind);
    if (heard.size > 1) return;
    setTimeout(() => {
      const kinds = heard;
      heard = new Set();
      tell(kinds);
    }, gatherMs);
  };
}

function kindOf(data: string): string {
  try {
    return (JSON.parse(data) as Change).type;
  } catch {
    return '';
  }
}

/** Which caches an event of a kind makes stale. Kinds are those of the audit log: `user.invited`, `approval.approved`. */
export function staleAfter(workspaceId: string, kind: string): readonly (readonly string[])[] {
  const people = [keys.users(workspaceId), keys.summary(workspaceId)];
  const requests = [keys.invitations(workspaceId), keys.approvals(workspaceId), keys.me];
  switch (kind.split('.')[0]) {
    case 'user':
    case 'people':
      // What a key can do hangs on who made it.
      return [...people, ...requests, keys.apiKeys(workspaceId)];
    case 'approval':
    case 'invitation':
      return [...people, ...requests];
    case 'role':
    case 'permission':
      return [
        keys.roles(workspaceId),
        keys.permissions(workspaceId),
        keys.users(workspaceId),
        keys.apiKeys(workspaceId),
        keys.me,
      ];
    case 'import':
      // The people that a run invites are told of in one notice for each batch.
      return [keys.imports(workspaceId)];
    case 'location':
      return [keys.locations(workspaceId), keys.users(workspaceId)];
    case 'api_key':
      return [keys.apiKeys(workspaceId)];
    case 'webhook':
      return [keys.webhooks(workspaceId)];
    case 'workspace':
      // With its policy changes which requests the reader may decide.
      return [keys.workspace(workspaceId), keys.summary(workspaceId), keys.me];
    default:
      return [];
  }
}

/** Marks as stale what events of these kinds touch. */
export function refresh(queryClient: QueryClient, workspaceId: string, kinds: ReadonlySet<string>) {
  // Nothing is replayed, so whatever happened while nobody listened is caught up with at each opening, and where the
  // server says that it had to leave something out.
  if (kinds.has('stream.opened') || kinds.has('resync')) {
    refreshAll(queryClient, workspaceId);
    return;
  }
  // Whatever happened is in the audit log, and perhaps on its way to an endpoint.
  void queryClient.invalidateQueries({ queryKey: keys.auditNews(workspaceId) });
  void queryClient.invalidateQueries({ queryKey: keys.deliveries(workspaceId) });
  const stale = new Map([...kinds].flatMap((kind) => staleAfter(workspaceId, kind)).map((key) => [key.join('/'), key]));
  for (const queryKey of stale.values()) void queryClient.invalidateQueries({ queryKey });
}

function refreshAll(queryClient: QueryClient, workspaceId: string) {
  const announced = keys.audit(workspaceId)[2];
  void queryClient.invalidateQueries({
    queryKey: ['w', workspaceId],
    // What happened is announced above the log, and does not push away what somebody reads in it.
    predicate: ({ queryKey, state }) => queryKey[2] !== announced || state.status === 'error',
  });
  void queryClient.invalidateQueries({ queryKey: keys.me });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
