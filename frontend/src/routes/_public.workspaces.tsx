import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { requireMe } from '@/app/gate';
import { useCreationOpen } from '@/features/new-workspace/new-workspace';
import { meQuery } from '@/features/session/me';
import { useSignOut } from '@/features/session/use-sign-out';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { linkClass } from '@/ui/link-class';
import { PublicCard } from '@/ui/public-card';
import { StatusBadge } from '@/ui/status-badge';

const NewWorkspaceDialog = lazy(() => import('@/features/new-workspace/new-workspace-dialog'));

export const Route = createFileRoute('/_public/workspaces')({
  beforeLoad: async ({ context, location }) => {
    await requireMe(context.queryClient, location.href);
  },
  component: WorkspacesPage,
});

function WorkspacesPage() {
  const { t } = useLingui();
  const { data: me } = useSuspenseQuery(meQuery);
  const signOut = useSignOut();
  return (
    <PublicCard
      title={me.workspaces.length > 0 ? t`Choose a workspace` : t`You are not in a workspace yet`}
      foot={
        <Trans>
          Signed in as {me.email}.{' '}
          <Link to="/account" className={linkClass}>
            <Trans>Your account</Trans>
          </Link>{' '}
          ·{' '}
          <button type="button" onClick={() => void signOut()} className={linkClass}>
            <Trans>Sign out</Trans>
          </button>
        </Trans>
      }
      lead={me.workspaces.length === 0 && <Trans>An invitation by e-mail lets you in.</Trans>}
    >
      {me.workspaces.length > 0 && (
        <ul className="-mx-3 flex flex-col gap-1">
          {me.workspaces.map(({ workspace, status }) => (
            <li key={workspace.id}>
              {status === 'active' ? (
                <Link
                  to="/w/$workspaceId"
                  params={{ workspaceId: workspace.id }}
                  className="flex min-h-12 items-center gap-3 rounded-md px-3 py-2 hover:bg-sunken"
                >
                  <Avatar name={workspace.name} square />
                  <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{workspace.name}</span>
                  <ChevronRight aria-hidden="true" className="size-4 text-muted" />
                </Link>
              ) : (
                <div className="flex min-h-12 items-center gap-3 px-3 py-2">
                  <Avatar name={workspace.name} square />
                  <span className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-3 gap-y-1 text-muted">
                    <span className="[overflow-wrap:anywhere]">{workspace.name}</span>
                    <StatusBadge status={status} />
                  </span>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      <CreateWorkspace />
    </PublicCard>
  );
}

function CreateWorkspace() {
  const navigate = useNavigate();
  const open = useCreationOpen();
  const [asking, setAsking] = useState(false);
  return (
    <>
      {open && (
        <Button icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setAsking(true)}>
          <Trans>Create workspace</Trans>
        </Button>
      )}
      {asking && (
        <Suspense fallback={null}>
          <NewWorkspaceDialog
            onClose={() => setAsking(false)}
            onMade={(workspaceId) => void navigate({ to: '/w/$workspaceId', params: { workspaceId } })}
          />
        </Suspense>
      )}
    </>
  );
}
