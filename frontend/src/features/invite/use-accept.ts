import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { isProblem } from '@/api/problem';
import { keepSession } from '@/api/token';
import type { AcceptedInvitation } from '@/api/types';
import { acceptInvitation, invitationQuery } from './invitation';

/** Accepts; the session of the answer is kept. Where the door says that things stand otherwise, the page asks anew. */
export function useAccept(token: string, onAccepted: (accepted: AcceptedInvitation) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: acceptInvitation,
    onSuccess: (accepted) => {
      if (accepted.session) keepSession(accepted.session);
      onAccepted(accepted);
    },
    onError: (error) => {
      if (isProblem(error, 'sign_in_required')) void queryClient.invalidateQueries(invitationQuery(token));
      if (isProblem(error, 'sign_in_required') || isProblem(error, 'email_mismatch')) {
        void queryClient.invalidateQueries({ queryKey: keys.me });
      }
    },
  });
}
