import { QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { Problem } from '@/api/problem';

/** Retries what may pass by itself (network, 5xx), never a refusal. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        // Also how someone learns that they were suspended or removed: where they stand now decides what is shown.
        const refused = error instanceof Problem && (error.status === 403 || error.status === 404);
        if (refused && queryKey[0] === 'w') void client.invalidateQueries({ queryKey: keys.me });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      },
      // Offline, saving fails at once and says so, instead of hanging until the network is back.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
}
