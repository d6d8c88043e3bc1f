import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Invitation, NewInvitation } from '@/api/types';

export type InvitationStatus = Invitation['status'];

/** The newest invitations, those of one status or delivery where asked for; one page from a cursor. */
export const invitationsQuery = (workspaceId: string, filter: InvitationFilter) =>
  queryOptions({
    queryKey: [...keys.invitations(workspaceId), filter],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/invitations', {
          params: { path: { workspace_id: workspaceId }, query: { limit: 50, count: true, ...filter } },
          signal,
        }),
      ),
  });

export type InvitationFilter = {
  status?: InvitationStatus[];
  delivery?: Invitation['delivery'][];
  cursor?: string;
};

export const createInvitation = (workspaceId: string, body: NewInvitation, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/invitations', {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

/** A new link with a new expiry; the earlier one stops working at once. */
export const resendInvitation = (workspaceId: string, invitationId: string, deliver: 'email' | 'link') =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/resend', {
      params: { path: { workspace_id: workspaceId, invitation_id: invitationId } },
      body: { deliver },
    }),
  );

export const revokeInvitation = (workspaceId: string, invitationId: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}/revoke', {
      params: { path: { workspace_id: workspaceId, invitation_id: invitationId } },
    }),
  );

/** Marks as stale whatever shows people: after an invitation was made, sent again or withdrawn. */
export function useRefreshPeople(workspaceId: string) {
  const queryClient = useQueryClient();
  return () => {
    for (const key of [keys.users, keys.summary, keys.invitations, keys.approvals]) {
      void queryClient.invalidateQueries({ queryKey: key(workspaceId) });
    }
  };
}
