import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { Problem } from '@/api/problem';

/** Whether people may ask to join the workspace of this name; fails with `not_found` where they may not. */
export const joinPageQuery = (slug: string) =>
  queryOptions({
    queryKey: ['join', slug],
    queryFn: ({ signal }) => call(client.GET('/api/v1/join/{slug}', { params: { path: { slug } }, signal })),
  });

export type Wish = { name: string; email: string; message?: string };

export const askToJoin = (slug: string, body: Wish, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{slug}/access-requests', {
      params: { path: { slug }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

/** What a living link confirms. Fails with one of the codes of `deadAsk` for a dead one. Changes nothing. */
export const accessRequestQuery = (token: string) =>
  queryOptions({
    queryKey: ['access-request', token],
    queryFn: ({ signal }) => call(client.POST('/api/v1/access-requests/lookup', { body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const confirmAccessRequest = (body: { token: string; password?: string }) =>
  call(client.POST('/api/v1/access-requests/confirm', { body }));

const deadCodes = [
  'access_request_invalid',
  'access_request_ended',
  'access_request_superseded',
  'access_request_confirmed',
  'invitation_open',
] as const;

export type DeadAskCode = (typeof deadCodes)[number];

/** Why a link is dead, where that is what the error says. */
export function deadAsk(error: unknown): DeadAskCode | null {
  return error instanceof Problem ? (deadCodes.find((code) => code === error.code) ?? null) : null;
}
