import { queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';

/** The workspace with its policies and the ETag that a change of them names. */
export const workspaceQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.workspace(workspaceId),
    queryFn: ({ signal }) =>
      callTagged(
        client.GET('/api/v1/workspaces/{workspace_id}', { params: { path: { workspace_id: workspaceId } }, signal }),
      ),
  });

/** Counts by status, and how many approvals wait for a decision: the red badge. */
export const summaryQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.summary(workspaceId),
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/users/summary', {
          params: { path: { workspace_id: workspaceId } },
          signal,
        }),
      ),
  });
