import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import type { Change } from '@/api/types';
import { readEvents } from './sse';
import { followStream, leaveStream, type Opened, openStream, readAgain, shownOf } from './stream';

const pollMs = 60_000;
const firstRetryMs = 1_000;
const lastRetryMs = 30_000;
const gatherMs = 50;
const settleMs = 500;

/**
 * Keeps everything shown of a workspace fresh: follows its events, marks what each one touches as stale, reconnects with
 * growing, jittered delay, and meanwhile asks once a minute while the tab is visible.
 */
export function useLive(workspaceId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const { stop, opened } = followStream(workspaceId);
    let connected = false;
    void follow(workspaceId, queryClient, { signal: stop.signal, opened }, (now) => {
      connected = now;
    });
    const poll = setInterval(() => {
      if (!connected && document.visibilityState === 'visible')
        readAgain(queryClient, shownOf(queryClient, workspaceId));
    }, pollMs);
    return () => {
      clearInterval(poll);
      leaveStream(workspaceId);
    };
  }, [workspaceId, queryClient]);
}

async function follow(
  workspaceId: string,
  queryClient: QueryClient,
  { signal, opened: early }: { signal: AbortSignal; opened: Promise<Opened> | undefined },
  tell: (connected: boolean) => void,
) {
  let delay = firstRetryMs;
  let next = early;
  const tellOf = gathering((kinds) => {
    refresh(queryClient, workspaceId, kinds);
  });
  while (!signal.aborted) {
    try {
      const { response, before } = await (next ?? openStream(queryClient, workspaceId, signal));
      tell(true);
      delay = firstRetryMs;
      // Nothing is replayed. What was asked for with the page is read again when the page had time to be shown.
      void pause(next ? settleMs : 0, signal).then(() => signal.aborted || readAgain(queryClient, before));
      if (response.body) for await (const data of readEvents(response.body)) tellOf(kindOf(data));
    } catch (error) {
      // Tried again below; the poll bridges the gap. A refusal means that the person's place has changed.
      if (isProblem(error, 'not_found')) void queryClient.invalidateQueries({ queryKey: keys.me });
    }
    next = undefined;
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

/** Reads again what events of these kinds touch. */
export function refresh(queryClient: QueryClient, workspaceId: string, kinds: ReadonlySet<string>) {
  if (kinds.has('resync')) {
    // The server had to leave something out.
    readAgain(queryClient, shownOf(queryClient, workspaceId));
    return;
  }
  const happened = [...kinds].filter((kind) => kind !== 'stream.opened');
  if (happened.length === 0) return;
  // Whatever happened is in the audit log, and perhaps on its way to an endpoint.
  const touched = [
    keys.auditNews(workspaceId),
    keys.deliveries(workspaceId),
    ...happened.flatMap((kind) => staleAfter(workspaceId, kind)),
  ];
  const cache = queryClient.getQueryCache();
  readAgain(queryClient, [...new Set(touched.flatMap((queryKey) => cache.findAll({ queryKey })))]);
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
