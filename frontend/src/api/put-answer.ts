import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Puts what a change answered in place of what was read. A reading that began before the change is given up first: its
 * answer may be older than the change, and would bring the old version and its ETag back.
 */
export async function putAnswer<T>(queryClient: QueryClient, queryKey: QueryKey, answer: T): Promise<void> {
  await queryClient.cancelQueries({ queryKey, exact: true });
  queryClient.setQueryData(queryKey, answer);
}
