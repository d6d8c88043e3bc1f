import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { PendingPlace } from '@/api/types';
import { problemText } from '@/i18n/problem-text';
import { dateTime, relativeTime } from '@/lib/time';
import { Banner } from '@/ui/banner';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { LoadingCard } from '@/ui/loading-card';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import { Outcome } from './outcome';
import { exchange, pendingQuery } from './pending';
import { PendingActions } from './pending-actions';

type PendingPageProps = { token: string; onEntered: () => void; onSignOut: () => void };

/** For whoever accepted and waits: says for what, since when and for whom, and turns into the app by itself. */
export function PendingPage({ token, onEntered, onSignOut }: PendingPageProps) {
  const { t, i18n } = useLingui();
  const [withdrawn, setWithdrawn] = useState(false);
  const { data, error, refetch } = useQuery({ ...pendingQuery(token), enabled: !withdrawn });
  const enter = useMutation({
    mutationFn: exchange,
    onSuccess: onEntered,
    retry: (count, error) => count < 3 && isProblem(error, 'network_error'),
  });
  const { mutate } = enter;
  const approved = data?.state === 'approved';
  useEffect(() => {
    if (approved) mutate(token);
  }, [approved, mutate, token]);

  if (withdrawn) return <Outcome ending="withdrawn" />;
  // The token was spent in another tab, or the password changed.
  if (isProblem(error, 'unauthenticated')) return <Outcome ending="unknown" />;
  if (!data) {
    if (!error) return <LoadingCard title={t`Account pending approval`} />;
    return (
      <PublicCard title={t`Account pending approval`}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </PublicCard>
    );
  }
  if (approved && isProblem(enter.error, 'unauthenticated')) return <Outcome ending="approved" />;
  if (approved && enter.error) {
    return (
      <PublicCard title={t`Your account was approved`}>
        <ErrorState error={enter.error} onRetry={() => mutate(token)} />
      </PublicCard>
    );
  }
  if (approved)
    return <PublicCard announce title={t`Your account was approved`} lead={<Trans>You are being let in.</Trans>} />;
  if (data.state === 'ended') return <Outcome ending="ended" />;
  return (
    <PublicCard
      title={t`Account pending approval`}
      icon={<PublicIcon tone="warn" icon={<Clock />} />}
      foot={
        <button type="button" onClick={onSignOut} className={linkClass}>
          <Trans>Sign out</Trans>
        </button>
      }
      lead={
        <Trans>
          An administrator has to approve your account before you can enter. This page then opens by itself.
        </Trans>
      }
    >
      {error && <Banner tone="warn">{problemText(i18n, error)}</Banner>}
      {data.pending.map((place) => (
        <Waiting key={place.workspace.id} place={place} />
      ))}
      <PendingActions token={token} places={data.pending} onWithdrawn={() => setWithdrawn(true)} />
    </PublicCard>
  );
}

function Waiting({ place }: { place: PendingPlace }) {
  const { i18n } = useLingui();
  const roles = new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(place.decided_by_roles);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 rounded-md border border-line bg-canvas px-4 py-3.5 text-sm">
      <dt className="text-muted">
        <Trans>Workspace</Trans>
      </dt>
      <dd className="font-medium">{place.workspace.name}</dd>
      <dt className="text-muted">
        <Trans>Since</Trans>
      </dt>
      <dd className="font-medium">
        <time dateTime={place.since} title={dateTime(place.since, i18n.locale)}>
          {relativeTime(place.since, i18n.locale)}
        </time>
      </dd>
      <dt className="text-muted">
        <Trans>Decided by</Trans>
      </dt>
      <dd className="font-medium">{roles}</dd>
    </dl>
  );
}
