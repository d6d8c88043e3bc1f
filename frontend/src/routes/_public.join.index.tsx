import { useQueryClient } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { lazy } from 'react';
import { keys } from '@/api/keys';
import type { AcceptedInvitation } from '@/api/types';
import { ProvePage } from '@/features/join/prove-page';
import { keepPendingToken } from '@/features/pending/pending-token';
import { useLinkToken } from '@/lib/link-token';

const importSignIn = () => import('@/features/session/sign-in-form');
const SignInForm = lazy(() => importSignIn().then((file) => ({ default: file.SignInForm })));

export const Route = createFileRoute('/_public/join/')({
  loader: () => {
    // Which form is needed is known only when the link was looked up; both come meanwhile.
    void importSignIn();
    void import('@/features/join/new-asker-form');
  },
  component: ProveRoute,
});

function ProveRoute() {
  const token = useLinkToken('/join');
  const navigate = useNavigate();
  const queryClient = useQueryClient();

  function confirmed({ pending_token }: AcceptedInvitation) {
    queryClient.removeQueries({ queryKey: keys.me });
    // Signed in already: the list of workspaces says that this one is pending.
    if (pending_token) waits(pending_token);
    else void navigate({ to: '/workspaces', replace: true });
  }
  function waits(pendingToken: string) {
    keepPendingToken(pendingToken);
    void navigate({ to: '/pending', replace: true });
  }
  return (
    <ProvePage
      token={token}
      onConfirmed={confirmed}
      signIn={(email) => (
        <SignInForm
          email={email}
          onSignedIn={() => void queryClient.resetQueries({ queryKey: keys.me })}
          onPending={waits}
        />
      )}
    />
  );
}
