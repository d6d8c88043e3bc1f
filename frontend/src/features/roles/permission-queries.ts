import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';

/** The permissions that a role of the workspace can hold: Gatehouse's own and those of the workspace's own app. */
export const permissionsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.permissions(workspaceId),
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/permissions', {
          params: { path: { workspace_id: workspaceId } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

/** Adds a permission of the workspace's own app, or changes its sentence. */
export const putPermission = (workspaceId: string, permission: string, description: string) =>
  call(
    client.PUT('/api/v1/workspaces/{workspace_id}/permissions/{permission}', {
      params: { path: { workspace_id: workspaceId, permission } },
      body: { description },
    }),
  );

/** Removes a permission of the workspace's own app, also from the roles that hold it; permission_in_use where they may not lose it. */
export const removePermission = (workspaceId: string, permission: string, fromRoles: boolean) =>
  call(
    client.DELETE('/api/v1/workspaces/{workspace_id}/permissions/{permission}', {
      params: { path: { workspace_id: workspaceId, permission }, query: fromRoles ? { remove_from_roles: true } : {} },
    }),
  );
