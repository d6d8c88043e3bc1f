import { queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { NewRole, Role, RolePatch, RoleQuestion } from '@/api/types';

// Apart from the list of roles, which many pages ask for.

export type TaggedRole = Role & { etag: string };

const of = (workspaceId: string, roleId: string) => ({ path: { workspace_id: workspaceId, role_id: roleId } });

/** One role with the version that a change of it names. */
export const roleQuery = (workspaceId: string, roleId: string) =>
  queryOptions({
    queryKey: [...keys.roles(workspaceId), roleId],
    queryFn: ({ signal }) =>
      callTagged(
        client.GET('/api/v1/workspaces/{workspace_id}/roles/{role_id}', { params: of(workspaceId, roleId), signal }),
      ),
  });

export const createRole = (workspaceId: string, body: NewRole, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/roles', {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

/** Changes a role as it was read: precondition_failed where somebody changed it since. */
export const updateRole = (workspaceId: string, base: TaggedRole, body: RolePatch) =>
  callTagged(
    client.PATCH('/api/v1/workspaces/{workspace_id}/roles/{role_id}', {
      params: { ...of(workspaceId, base.id), header: { 'If-Match': base.etag } },
      body,
    }),
  );

/** Deletes a role; whoever has it gets the replacement. Without one, role_in_use where somebody has it. */
export const deleteRole = (workspaceId: string, roleId: string, replaceWith?: string) =>
  call(
    client.DELETE('/api/v1/workspaces/{workspace_id}/roles/{role_id}', {
      params: { ...of(workspaceId, roleId), query: replaceWith ? { replace_with: replaceWith } : {} },
    }),
  );

/** Who would gain and lose what by a change of a role, or by its replacement. Nothing is changed, and nothing is kept. */
export const previewQuery = (workspaceId: string, roleId: string, change: RoleQuestion) =>
  queryOptions({
    queryKey: [...keys.roles(workspaceId), roleId, 'preview', change],
    queryFn: ({ signal }) =>
      call(
        client.POST('/api/v1/workspaces/{workspace_id}/roles/{role_id}/preview', {
          params: of(workspaceId, roleId),
          body: change,
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
  });
