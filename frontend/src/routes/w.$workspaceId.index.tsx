import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { WaitingNotice } from '@/features/login-requests/waiting-notice';
import { usePlace } from '@/features/session/place';
import { PeopleByStatus } from '@/features/users/people-by-status';
import { YourPlace } from '@/features/workspaces/your-place';
import { PageHeader } from '@/ui/page-header';

export const Route = createFileRoute('/w/$workspaceId/')({ component: DashboardPage });

function DashboardPage() {
  const { t } = useLingui();
  const { workspace, user, can } = usePlace();
  const administers = can('users:invite') || can('approvals:decide');
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
      <div className="flex flex-col gap-8">
        {can('approvals:decide') && can('approvals:read') && <WaitingNotice />}
        {can('users:read') && <PeopleByStatus />}
        {!administers && <YourPlace />}
      </div>
    </>
  );
}
