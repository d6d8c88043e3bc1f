import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call, client } from '@/api/client';
import { dropSession } from '@/api/token';

/** Ends the session on the server and here; the cookie is gone even where the answer got lost. */
export function useSignOut() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async function signOut() {
    await call(client.DELETE('/api/v1/auth/sessions/current')).catch(() => undefined);
    dropSession();
    await navigate({ to: '/sign-in' });
    queryClient.clear();
  };
}
