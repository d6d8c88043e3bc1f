import { QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { isProblem, Problem } from '@/api/problem';

/** What was turned away at the door because there was too much to do: nothing was done, so a change can be sent again too. */
function turnedAway(error: unknown): boolean {
  return isProblem(error, 'overloaded');
}

/** As long as the server asks for, else longer each time. */
function pause(count: number, error: unknown): number {
  return error instanceof Problem && error.retryAfter ? Math.min(error.retryAfter, 5) * 1000 : 1000 * 2 ** count;
}

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
        retryDelay: pause,
      },
      // Offline, saving fails at once and says so, instead of hanging until the network is back.
      mutations: { retry: (count, error) => count < 2 && turnedAway(error), retryDelay: pause, networkMode: 'always' },
    },
  });
  return client;
}
