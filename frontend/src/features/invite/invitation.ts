import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { Problem } from '@/api/problem';
import { accessToken } from '@/api/token';
import { meQuery } from '@/features/session/me';
import { NewPersonForm } from './parts';

/** What a living link offers. Fails with one of the codes of `deadLink` for a dead one. Changes nothing. */
export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => call(client.POST('/api/v1/invitations/lookup', { body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    // A dead link that was looked up ahead is not looked up once more.
    retryOnMount: false,
  });

/** Who is signed in in this browser, or null. */
export const visitorQuery = queryOptions({
  queryKey: [...meQuery.queryKey, 'or-nobody'],
  queryFn: async ({ signal }) => {
    if ((await accessToken()) === null) return null;
    return call(client.GET('/api/v1/me', { signal }));
  },
});

/** Begins to ask for both, and for the form that most invitees need, before there is a page. */
export function lookUp(queryClient: QueryClient, token: string): Promise<unknown> {
  NewPersonForm.preload();
  return Promise.all([queryClient.prefetchQuery(invitationQuery(token)), queryClient.prefetchQuery(visitorQuery)]);
}

export type Acceptance = { token: string; name?: string; password?: string };

export const acceptInvitation = (body: Acceptance) => call(client.POST('/api/v1/invitations/accept', { body }));

export const declineInvitation = (token: string) =>
  call(client.POST('/api/v1/invitations/decline', { body: { token } }));

export const requestNewInvitation = (token: string) =>
  call(client.POST('/api/v1/invitations/request-new', { body: { token } }));

const deadCodes = [
  'invitation_invalid',
  'invitation_expired',
  'invitation_revoked',
  'invitation_superseded',
  'invitation_declined',
  'invitation_accepted',
] as const;

export type DeadCode = (typeof deadCodes)[number];

/** Why a link is dead, where that is what the error says. */
export function deadLink(error: unknown): DeadCode | null {
  return error instanceof Problem ? (deadCodes.find((code) => code === error.code) ?? null) : null;
}
