import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { UserSearch } from './search';

export const pageSize = 50;

/** One page of users. While another is loaded, the rows of the one before stay. */
export const usersQuery = (workspaceId: string, search: UserSearch) => {
  const { q, status, role, location, sort, cursor } = search;
  const query = {
    limit: pageSize,
    count: true,
    ...(q ? { q } : {}),
    ...(status ? { status: [status] } : {}),
    ...(role ? { role_id: role } : {}),
    ...(location ? { location_id: location } : {}),
    ...(sort ? { sort } : {}),
    ...(cursor ? { cursor } : {}),
  };
  return queryOptions({
    queryKey: [...keys.users(workspaceId), query],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/users', {
          params: { path: { workspace_id: workspaceId }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
};

export const userQuery = (workspaceId: string, userId: string) =>
  queryOptions({
    queryKey: [...keys.users(workspaceId), userId],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/users/{user_id}', {
          params: { path: { workspace_id: workspaceId, user_id: userId } },
          signal,
        }),
      ),
  });

/** The same with the version that a change of the person names. */
export const editedUserQuery = (workspaceId: string, userId: string) =>
  queryOptions({
    queryKey: [...keys.users(workspaceId), userId, 'edited'],
    queryFn: ({ signal }) =>
      callTagged(
        client.GET('/api/v1/workspaces/{workspace_id}/users/{user_id}', {
          params: { path: { workspace_id: workspaceId, user_id: userId } },
          signal,
        }),
      ),
  });
