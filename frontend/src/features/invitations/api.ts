import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Invitation, NewInvitation } from '@/api/types';
import type { InvitationSearch } from './shows';

export type InvitationStatus = Invitation['status'];

const pageSize = 20;

/** The newest invitations, those of one status or delivery where asked for; one page from a cursor. */
export const invitationsQuery = (workspaceId: string, filter: InvitationFilter) =>
  queryOptions({
    queryKey: [...keys.invitations(workspaceId), filter],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/invitations', {
          params: { path: { workspace_id: workspaceId }, query: { limit: pageSize, count: true, ...filter } },
          signal,
        }),
      ),
  });

export type InvitationFilter = {
  q?: string;
  status?: InvitationStatus[];
  delivery?: Invitation['delivery'][];
  expires_before?: string;
  cursor?: string;
};

const soonDays = 3;
const hourMs = 3_600_000;

/** The search as the API's list understands it. Times are cut to the hour, so that the same list keeps its name. */
export function filterOf({ q, show, mail, cursor }: InvitationSearch): InvitationFilter {
  const status: InvitationStatus | undefined = show === 'undeliverable' || show === 'expiring' ? 'pending' : show;
  const delivery = show === 'undeliverable' ? 'undeliverable' : mail;
  const soon = new Date((Math.floor(Date.now() / hourMs) + soonDays * 24) * hourMs).toISOString();
  return {
    ...(q ? { q } : {}),
    ...(status ? { status: [status] } : {}),
    ...(delivery ? { delivery: [delivery] } : {}),
    ...(show === 'expiring' ? { expires_before: soon } : {}),
    ...(cursor ? { cursor } : {}),
  };
}

export type InvitationAction = 'resend' | 'revoke';

const many = {
  resend: '/api/v1/workspaces/{workspace_id}/invitations/bulk/resend',
  revoke: '/api/v1/workspaces/{workspace_id}/invitations/bulk/revoke',
} as const;

/** Carries an action out on up to 200 invitations; each is decided for itself. */
export const actOnInvitations = (workspaceId: string, action: InvitationAction) => (ids: string[], key: string) =>
  call(
    client.POST(many[action], {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': key } },
      body: { invitation_ids: ids },
    }),
  );

/** Every invitation that the search matches, so many at a time. */
export async function* everyInvitation(workspaceId: string, search: InvitationSearch, limit: number) {
  let cursor: string | undefined;
  do {
    const query = { ...filterOf({ ...search, cursor }), limit };
    const page = await call(
      client.GET('/api/v1/workspaces/{workspace_id}/invitations', {
        params: { path: { workspace_id: workspaceId }, query },
      }),
    );
    yield page.data.map(({ id, name }) => ({ id, name }));
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

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
