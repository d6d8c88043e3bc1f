import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { may } from '@/app/may';
import { pendingQuery } from '@/features/login-requests/pending-query';
import { WaitingNotice } from '@/features/login-requests/waiting-notice';
import { usePlace } from '@/features/session/place';
import { PeopleByStatus } from '@/features/users/people-by-status';
import { statuses } from '@/features/users/search';
import { summaryQuery } from '@/features/workspaces/queries';
import { YourPlace } from '@/features/workspaces/your-place';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';

export const Route = createFileRoute('/w/$workspaceId/')({
  loader: ({ context: { queryClient }, params: { workspaceId } }) => {
    // With the numbers, and not after them. The list of them begins with the same page.
    const decides = ['approvals:decide', 'approvals:read'].every((each) => may(queryClient, workspaceId, each));
    if (decides) void queryClient.prefetchInfiniteQuery(pendingQuery(workspaceId));
  },
  component: DashboardPage,
});

function DashboardPage() {
  const { t } = useLingui();
  const { workspace, user } = usePlace();
  return (
    <>
      <PageHeader
        title={t`Dashboard`}
        description={
          <Trans>
            Welcome to <bdi>{workspace.name}</bdi>, <bdi>{user.name}</bdi>.
          </Trans>
        }
      />
      <Content />
    </>
  );
}

/** Whether somebody waits decides what stands where, so nothing is shown before that is known: it would move. */
function Content() {
  const { workspaceId, can } = usePlace();
  const counts = can('users:read');
  const decides = can('approvals:decide') && can('approvals:read');
  const summary = useQuery({ ...summaryQuery(workspaceId), enabled: counts || decides });
  const names = useInfiniteQuery({ ...pendingQuery(workspaceId), enabled: decides });
  const named = names.data?.pages[0]?.data ?? [];
  if (summary.isLoading || (summary.data?.pending_approvals && names.isLoading)) return <DashboardSkeleton />;
  return (
    <div className="flex flex-col gap-8">
      {decides && <WaitingNotice waiting={summary.data?.pending_approvals ?? 0} first={named} />}
      {counts && <PeopleByStatus />}
      {!can('users:invite') && !can('approvals:decide') && <YourPlace />}
    </div>
  );
}

function DashboardSkeleton() {
  return (
    <Loading>
      <Skeleton className="mb-4 h-6 w-24" />
      <div className="grid grid-cols-4 gap-4 max-lg:grid-cols-2 max-sm:gap-3">
        {statuses.map((status) => (
          <Skeleton key={status} className="h-26 rounded-lg!" />
        ))}
      </div>
    </Loading>
  );
}
