import { useQueryClient } from '@tanstack/react-query';
import { createFileRoute, useNavigate } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import type { AcceptedInvitation } from '@/api/types';
import { invitationQuery, visitorQuery } from '@/features/invite/invitation';
import { InvitePage } from '@/features/invite/invite-page';
import { NewPersonForm } from '@/features/invite/parts';
import { keepPendingToken } from '@/features/pending/pending-token';
import { linkToken, useLinkToken } from '@/lib/link-token';
import { preloadable } from '@/lib/preloadable';

const SignInForm = preloadable(async () => ({ default: (await import('@/features/session/sign-in-form')).SignInForm }));

export const Route = createFileRoute('/_public/invite')({
  loader: ({ context: { queryClient } }) => {
    const token = linkToken('/invite');
    if (token) {
      void queryClient.prefetchQuery(invitationQuery(token));
      void queryClient.prefetchQuery(visitorQuery);
    }
    // Which form is needed is known only when the link was looked up; both come meanwhile.
    SignInForm.preload();
    NewPersonForm.preload();
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
