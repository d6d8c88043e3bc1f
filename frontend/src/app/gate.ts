import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { accessToken } from '@/api/token';
import { meQuery } from '@/features/session/me';

/** For `beforeLoad` of pages that need a session: there is one, or off to sign-in and back here afterwards. */
export async function requireSession(here: string) {
  if ((await accessToken()) === null) throw redirect({ to: '/sign-in', search: { next: here } });
}

/** The same, with the account. */
export async function requireMe(queryClient: QueryClient, here: string) {
  await requireSession(here);
  return queryClient.ensureQueryData(meQuery);
}
