import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';

export type Question = { permission: string; location?: string | undefined };

/** Why a person may do something, or what they lack for it; at a location, or without one. */
export const accessQuery = (workspaceId: string, userId: string, { permission, location }: Question) =>
  queryOptions({
    queryKey: [...keys.users(workspaceId), userId, 'access', permission, location ?? null],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/users/{user_id}/access', {
          params: {
            path: { workspace_id: workspaceId, user_id: userId },
            query: { permission, ...(location ? { location_id: location } : {}) },
          },
          signal,
        }),
      ),
  });
