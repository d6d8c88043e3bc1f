import { useQueryClient } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import type { AcceptedInvitation } from '@/api/types';
import { lookUp } from '@/features/invite/invitation';
import { InvitePage } from '@/features/invite/invite-page';
import { keepPendingToken } from '@/features/pending/pending-token';
import { linkToken, useLinkToken } from '@/lib/link-token';
import { preloadable } from '@/lib/preloadable';

const SignInForm = preloadable(async () => ({ default: (await import('@/features/session/sign-in-form')).SignInForm }));

const patienceMs = 200;

export const Route = createFileRoute('/_public/invite')({
  loader: async ({ context: { queryClient } }) => {
    // Which form is needed is known only when the link was looked up; this one comes meanwhile, too.
    SignInForm.preload();
    const token = linkToken('/invite');
    // Where the answer comes soon, the page is drawn once, and not first without what is offered.
    if (token) await Promise.race([lookUp(queryClient, token), new Promise((go) => setTimeout(go, patienceMs))]);
  },
  component: InviteRoute,
});

function InviteRoute() {
  const token = useLinkToken('/invite');
  const navigate = useNavigate();
  const queryClient = useQueryClient();

  function accepted({ status, workspace, pending_token }: AcceptedInvitation) {
    queryClient.removeQueries({ queryKey: keys.me });
    if (status === 'active') {
      void navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id }, replace: true });
    } else if (pending_token) {
      waits(pending_token);
    } else {
      // Signed in already: the list of workspaces says that this one is pending.
      void navigate({ to: '/workspaces', replace: true });
    }
  }
  function waits(pendingToken: string) {
    keepPendingToken(pendingToken);
    void navigate({ to: '/pending', replace: true });
  }
  return (
    <InvitePage
      token={token}
      onAccepted={accepted}
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
