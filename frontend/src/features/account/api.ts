import { queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { Me } from '@/api/types';

export type TaggedMe = Me & { etag: string };

/** The account with its version, for the forms that change it. Stale whenever `keys.me` is. */
export const accountQuery = queryOptions({
  queryKey: [...keys.me, 'tagged'],
  queryFn: ({ signal }) => callTagged(client.GET('/api/v1/me', { signal })),
});

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: async ({ signal }) => (await call(client.GET('/api/v1/me/sessions', { signal }))).data,
});

/** Changes the account as it was read: precondition_failed where it was changed since. */
export const renameAccount = (base: TaggedMe, name: string) =>
  callTagged(client.PATCH('/api/v1/me', { params: { header: { 'If-Match': base.etag } }, body: { name } }));

export const changePassword = (body: { current_password: string; new_password: string }) =>
  call(client.POST('/api/v1/me/password', { body }));

export const askForEmail = (email: string) => call(client.POST('/api/v1/me/email', { body: { email } }));

export const keepEmail = () => call(client.DELETE('/api/v1/me/email'));

export const endSession = (id: string) =>
  call(client.DELETE('/api/v1/me/sessions/{session_id}', { params: { path: { session_id: id } } }));

export const endOtherSessions = () => call(client.DELETE('/api/v1/me/sessions'));

export const deleteAccount = (password: string) => call(client.DELETE('/api/v1/me', { body: { password } }));
