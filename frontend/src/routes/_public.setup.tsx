import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createFileRoute, Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { setupQuery } from '@/features/setup/setup';
import { useLinkToken } from '@/lib/link-token';
import { buttonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';
import { LoadingCard, LoadingFields } from '@/ui/loading-card';
import { PublicCard } from '@/ui/public-card';

const importForm = () => import('@/features/setup/setup-form');
const SetupForm = lazy(importForm);

export const Route = createFileRoute('/_public/setup')({
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(setupQuery);
    void importForm();
  },
  component: SetupPage,
});

function SetupPage() {
  const { t } = useLingui();
  const token = useLinkToken('/setup');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(setupQuery);

  function done(workspaceId: string) {
    queryClient.clear();
    void navigate({ to: '/w/$workspaceId', params: { workspaceId }, replace: true });
  }
  if (error)
    return (
      <PublicCard title={t`Set up Gatehouse`}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </PublicCard>
    );
  if (!data) return <LoadingCard title={t`Set up Gatehouse`} />;
  if (!data.open) {
    return (
      <PublicCard title={t`Gatehouse is set up`} lead={<Trans>The first account was made already.</Trans>}>
        <Link to="/sign-in" className={buttonClass('primary', 'lg')}>
          <Trans>Sign in</Trans>
        </Link>
      </PublicCard>
    );
  }
  if (!token) {
    return (
      <PublicCard
        title={t`Set up Gatehouse`}
        lead={<Trans>Open the one-time set-up link that the server printed when it started.</Trans>}
      />
    );
  }
  return (
    <PublicCard
      title={t`Set up Gatehouse`}
      lead={<Trans>Make the first account and its workspace. You will be its Admin.</Trans>}
    >
      <Suspense fallback={<LoadingFields />}>
        <SetupForm
          token={token}
          onDone={done}
          onClosed={() => queryClient.setQueryData(setupQuery.queryKey, { open: false })}
        />
      </Suspense>
    </PublicCard>
  );
}
