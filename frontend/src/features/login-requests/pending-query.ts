import { infiniteQueryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';

/** The requests that wait for a decision, the oldest first, page after page. */
export const pendingQuery = (workspaceId: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.approvals(workspaceId), 'pending'],
    queryFn: ({ pageParam, signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/approvals', {
          params: {
            path: { workspace_id: workspaceId },
            query: {
              state: ['pending'],
              limit: 200,
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
