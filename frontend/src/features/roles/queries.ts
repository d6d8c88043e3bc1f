import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Role } from '@/api/types';

/** All roles of a workspace that fit on one page of the API; a workspace has a handful. */
export const rolesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.roles(workspaceId),
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/roles', {
          params: { path: { workspace_id: workspaceId }, query: { limit: 200 } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

/** The roles that someone with these permissions may give to others: none that allows more than they may themselves. */
export function grantable(roles: Role[], permissions: string[]): Role[] {
  return roles.filter((role) => role.permissions.every((permission) => permissions.includes(permission)));
}
