import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { ApprovalPage, UserSummary } from '@/api/types';
import { pendingKey } from './pending-query';

export const getApproval = (workspaceId: string, approvalId: string) =>
  call(
    client.GET('/api/v1/workspaces/{workspace_id}/approvals/{approval_id}', {
      params: { path: { workspace_id: workspaceId, approval_id: approvalId } },
    }),
  );

/** Grants access with the roles of the invitation, or with those given here. */
export const approve = (workspaceId: string, approvalId: string, roleIds?: string[]) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/approvals/{approval_id}/approve', {
      params: { path: { workspace_id: workspaceId, approval_id: approvalId } },
      body: roleIds ? { role_ids: roleIds } : {},
    }),
  );

/** Denies access and deletes the pending user for good. */
export const reject = (workspaceId: string, approvalId: string, reason: string, notify: boolean) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/approvals/{approval_id}/reject', {
      params: { path: { workspace_id: workspaceId, approval_id: approvalId } },
      body: { notify, ...(reason ? { reason } : {}) },
    }),
  );

/** Takes decided requests out of what is shown at once, and asks the server for everything that they touched. */
export function useForget(workspaceId: string) {
  const queryClient = useQueryClient();
  return (...decided: string[]) => {
    queryClient.setQueriesData<InfiniteData<ApprovalPage, string>>(
      { queryKey: pendingKey(workspaceId) },
      (list) => list && without(list, decided),
    );
    queryClient.setQueryData<UserSummary>(
      keys.summary(workspaceId),
      (summary) =>
        summary && { ...summary, pending_approvals: Math.max(0, (summary.pending_approvals ?? 0) - decided.length) },
    );
    for (const key of [keys.approvals, keys.summary, keys.users, keys.invitations]) {
      void queryClient.invalidateQueries({ queryKey: key(workspaceId) });
    }
  };
}

/** The list as it is without some requests, and the total that its first page has. */
function without(list: InfiniteData<ApprovalPage, string>, decided: string[]): InfiniteData<ApprovalPage, string> {
  const taken = list.pages.flatMap(({ data }) => data).filter(({ id }) => decided.includes(id)).length;
  const pages = list.pages.map(({ data, total, ...page }) => ({
    ...page,
    data: data.filter(({ id }) => !decided.includes(id)),
    ...(total && { total: { ...total, value: Math.max(0, total.value - taken) } }),
  }));
  return { ...list, pages };
}
