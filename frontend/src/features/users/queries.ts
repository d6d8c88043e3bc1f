import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { UserSearch } from './search';

/** So few that a page is drawn at once and stays below a thousand elements, on any list. */
export const pageSize = 20;

/** The search as the API's list understands it. */
export function listQuery({ q, status, role, location, sort, cursor }: UserSearch) {
  return {
    ...(q ? { q } : {}),
    ...(status ? { status: [status] } : {}),
    ...(role ? { role_id: role } : {}),
    ...(location ? { location_id: location } : {}),
    ...(sort ? { sort } : {}),
    ...(cursor ? { cursor } : {}),
  };
}

/** One page of users. While another is loaded, the rows of the one before stay. */
export const usersQuery = (workspaceId: string, search: UserSearch) => {
  const query = { limit: pageSize, count: true, ...listQuery(search) };
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
