import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { NewLocation } from '@/api/types';

/** The locations of a workspace by name, as many as one page of the API holds. */
export const locationsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.locations(workspaceId),
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/locations', {
          params: { path: { workspace_id: workspaceId }, query: { limit: 200 } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

export const createLocation = (workspaceId: string, body: NewLocation, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/locations', {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );
