import { infiniteQueryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { DecidedState, Source } from './search';

/** The requests that were decided, the newest decision first. */
export const decidedQuery = (workspaceId: string, source?: Source, state?: DecidedState) =>
  infiniteQueryOptions({
    queryKey: [...keys.approvals(workspaceId), 'decided', source ?? 'all', state ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/approvals', {
          params: {
            path: { workspace_id: workspaceId },
            query: {
              sort: '-decided_at',
              limit: 50,
              ...(source ? { source: [source] } : {}),
              ...(state ? { state: [state] } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
