import { QueryClient } from '@tanstack/react-query';
import { Problem } from '@/api/problem';

/** Retries what may pass by itself (network, 5xx), never a refusal. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      },
      // Offline, saving fails at once and says so, instead of hanging until the network is back.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
