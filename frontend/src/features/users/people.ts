import { useQueryClient } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { User, UserPatch } from '@/api/types';

export type TaggedUser = User & { etag: string };

/** Changes a person as they were read: precondition_failed where somebody changed them since. */
export const updateUser = (workspaceId: string, base: TaggedUser, patch: UserPatch) =>
  callTagged(
    client.PATCH('/api/v1/workspaces/{workspace_id}/users/{user_id}', {
      params: { path: { workspace_id: workspaceId, user_id: base.id }, header: { 'If-Match': base.etag } },
      body: patch,
    }),
  );

const at = (workspaceId: string, userId: string) => ({
  params: { path: { workspace_id: workspaceId, user_id: userId } },
});

export const suspendUser = (workspaceId: string, userId: string) =>
  call(client.POST('/api/v1/workspaces/{workspace_id}/users/{user_id}/suspend', at(workspaceId, userId)));

export const reactivateUser = (workspaceId: string, userId: string) =>
  call(client.POST('/api/v1/workspaces/{workspace_id}/users/{user_id}/reactivate', at(workspaceId, userId)));

/** Signs them out everywhere, in other workspaces too. */
export const endSessionsOf = (workspaceId: string, userId: string) =>
  call(client.POST('/api/v1/workspaces/{workspace_id}/users/{user_id}/end-sessions', at(workspaceId, userId)));

export const removeUser = (workspaceId: string, userId: string) =>
  call(client.DELETE('/api/v1/workspaces/{workspace_id}/users/{user_id}', at(workspaceId, userId)));

/** Marks as stale whatever shows a person who was changed. */
export function useRefreshUsers(workspaceId: string) {
  const queryClient = useQueryClient();
  return () => {
    for (const key of [keys.users, keys.summary, keys.invitations, keys.approvals]) {
      void queryClient.invalidateQueries({ queryKey: key(workspaceId) });
    }
    // Whoever changes themselves sees it in what they may do.
    void queryClient.invalidateQueries({ queryKey: keys.me });
  };
}
