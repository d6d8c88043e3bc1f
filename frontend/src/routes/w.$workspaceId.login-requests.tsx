import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { may } from '@/app/may';
import { pendingQuery } from '@/features/login-requests/pending-query';
import { ReviewList } from '@/features/login-requests/review-list';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { PageHeader } from '@/ui/page-header';

export const Route = createFileRoute('/w/$workspaceId/login-requests')({
  loader: ({ context, params }) => {
    const { queryClient } = context;
    if (may(queryClient, params.workspaceId, 'approvals:read')) {
      void queryClient.prefetchInfiniteQuery(pendingQuery(params.workspaceId));
    }
  },
  component: LoginRequestsPage,
});

function LoginRequestsPage() {
  const { t } = useLingui();
  const { can } = usePlace();
  return (
    <>
      <PageHeader
        title={t`Review Pending Requests`}
        description={t`Who needs an approval before they can sign in. The longest waiting come first.`}
      />
      {can('approvals:read') ? <ReviewList /> : <Forbidden permission="approvals:read" />}
    </>
  );
}
