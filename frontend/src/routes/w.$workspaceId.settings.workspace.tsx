import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useId } from 'react';
import { ShareJoinLink } from '@/features/join/share-link';
import { usePlace } from '@/features/session/place';
import { DangerZone } from '@/features/workspaces/danger-zone';
import { Forbidden } from '@/features/workspaces/forbidden';
import { workspaceQuery } from '@/features/workspaces/queries';
import { ErrorState } from '@/ui/error-state';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';

const GeneralForm = lazy(() => import('@/features/workspaces/general-form'));
const PolicyForm = lazy(() => import('@/features/workspaces/policy-form'));
const AskingForm = lazy(() => import('@/features/workspaces/asking-form'));

export const Route = createFileRoute('/w/$workspaceId/settings/workspace')({
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(workspaceQuery(params.workspaceId));
  },
  component: WorkspacePage,
});

function WorkspacePage() {
  const { t } = useLingui();
  const { can } = usePlace();
  const both = can('workspace:update') || can('workspace:delete');
  return (
    <>
      <PageHeader title={t`Workspace`} description={t`Its name, who gets in, and its end.`} />
      <div className="flex max-w-2xl flex-col gap-10">
        {can('workspace:update') && <Settings />}
        {can('workspace:delete') && (
          <Section title={<Trans>Danger zone</Trans>}>
            <DangerZone />
          </Section>
        )}
        {!both && <Forbidden permission="workspace:update" />}
      </div>
    </>
  );
}

function Settings() {
  const { workspaceId } = usePlace();
  const workspace = useQuery(workspaceQuery(workspaceId));
  if (workspace.isPending) return <Waiting />;
  if (!workspace.data) return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />;
  return (
    <>
      <Section title={<Trans>General</Trans>}>
        <Suspense fallback={<Waiting />}>
          <GeneralForm key={workspaceId} workspace={workspace.data} />
        </Suspense>
      </Section>
      <Section title={<Trans>Access policy</Trans>}>
        <Suspense fallback={<Waiting />}>
          <PolicyForm key={workspaceId} workspace={workspace.data} />
        </Suspense>
      </Section>
      <Section title={<Trans>Asking to join</Trans>}>
        <Suspense fallback={<Waiting />}>
          <AskingForm
            key={workspaceId}
            workspace={workspace.data}
            share={<ShareJoinLink workspace={workspace.data} />}
          />
        </Suspense>
      </Section>
    </>
  );
}

function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="font-semibold text-lg">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Waiting() {
  return (
    <Loading>
      <Skeleton className="h-44 w-full rounded-lg!" />
    </Loading>
  );
}
