import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keepSession } from '@/api/token';
import type { NewSetup } from '@/api/types';

/** Whether the first account is still to be made. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call(client.GET('/api/v1/setup', { signal })),
});

export async function setUp(body: NewSetup) {
  const session = await call(client.POST('/api/v1/setup', { body }));
  keepSession(session);
  return session;
}
