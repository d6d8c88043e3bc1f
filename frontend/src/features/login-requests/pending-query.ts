import { infiniteQueryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Source } from './search';

// A first page that is drawn at once, and then as many more as can be decided together.
const firstPage = 20;
const nextPage = 180;

/** The requests that wait for a decision, the oldest first, page after page; of one source, where one is given. */
export const pendingQuery = (workspaceId: string, source?: Source) =>
  infiniteQueryOptions({
    queryKey: [...pendingKey(workspaceId), source ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/approvals', {
          params: {
            path: { workspace_id: workspaceId },
            query: {
              state: ['pending'],
              limit: pageParam ? nextPage : firstPage,
              ...(source ? { source: [source] } : {}),
              ...(pageParam ? { cursor: pageParam } : { count: true }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });

/** What the keys of all these lists begin with. */
export const pendingKey = (workspaceId: string) => [...keys.approvals(workspaceId), 'pending'];
