import { call, client } from '@/api/client';
import { keepSession } from '@/api/token';

export async function signIn(body: { email: string; password: string }) {
  const session = await call(client.POST('/api/v1/auth/sessions', { body }));
  keepSession(session);
  return session;
}
