import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { NameForm } from '@/features/workspaces/name-form';
import { workspaceQuery } from '@/features/workspaces/queries';
import { ErrorState } from '@/ui/error-state';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';

export const Route = createFileRoute('/w/$workspaceId/settings/workspace')({
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(workspaceQuery(params.workspaceId));
  },
  component: WorkspacePage,
});

function WorkspacePage() {
  const { t } = useLingui();
  const { can } = usePlace();
  return (
    <>
      <PageHeader title={t`Workspace`} />
      <div className="max-w-2xl">
        {can('workspace:update') ? <Name /> : <Forbidden permission="workspace:update" />}
      </div>
    </>
  );
}

function Name() {
  const { workspaceId } = usePlace();
  const workspace = useQuery(workspaceQuery(workspaceId));
  if (workspace.isPending) {
    return (
      <Loading>
        <Skeleton className="h-44 w-full rounded-lg!" />
      </Loading>
    );
  }
  if (!workspace.data) return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />;
  return <NameForm key={workspaceId} workspace={workspace.data} />;
}
