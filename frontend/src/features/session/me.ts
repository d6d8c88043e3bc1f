import { queryOptions } from '@tanstack/react-query';
import { call, client } from '@/api/client';
import { keys } from '@/api/keys';

/** The signed-in account and its places. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => call(client.GET('/api/v1/me', { signal })),
});
