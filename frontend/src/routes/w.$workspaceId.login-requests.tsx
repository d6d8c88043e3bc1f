import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { may } from '@/app/may';
import { pendingQuery } from '@/features/login-requests/pending-query';
import { ReviewList } from '@/features/login-requests/review-list';
import { ReviewSkeleton } from '@/features/login-requests/review-skeleton';
import { type RequestSearch, requestSearch } from '@/features/login-requests/search';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { PageHeader } from '@/ui/page-header';
import { Tabs } from '@/ui/tabs';

const DecidedList = lazy(() => import('@/features/login-requests/decided-list'));

export const Route = createFileRoute('/w/$workspaceId/login-requests')({
  validateSearch: requestSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) => {
    const { queryClient } = context;
    if (!deps.view && may(queryClient, params.workspaceId, 'approvals:read')) {
      void queryClient.prefetchInfiniteQuery(pendingQuery(params.workspaceId, deps.source));
      if (may(queryClient, params.workspaceId, 'approvals:decide'))
        void import('@/features/login-requests/bulk-decide');
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
      {can('approvals:read') ? <Requests /> : <Forbidden permission="approvals:read" />}
    </>
  );
}

function Requests() {
  const { t } = useLingui();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const onSearch = (change: RequestSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  return (
    <Tabs
      label={t`Login requests`}
      selected={search.view ?? 'waiting'}
      onSelect={(tab) =>
        void navigate({ search: { view: tab === 'decided' ? 'decided' : undefined }, resetScroll: false })
      }
      tabs={[
        {
          id: 'waiting',
          title: <Trans>To decide</Trans>,
          content: <ReviewList source={search.source} onSource={(source) => onSearch({ source })} />,
        },
        {
          id: 'decided',
          title: <Trans>Decided</Trans>,
          content: (
            <Suspense fallback={<ReviewSkeleton />}>
              <DecidedList search={search} onSearch={onSearch} />
            </Suspense>
          ),
        },
      ]}
    />
  );
}
