import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { usePlace } from '@/features/session/place';
import { summaryQuery } from '@/features/workspaces/queries';
import { buttonClass } from '@/ui/button-class';
import { Card } from '@/ui/card';
import { ErrorState } from '@/ui/error-state';
import { Skeleton } from '@/ui/skeleton';
import { StatusBadge } from '@/ui/status-badge';
import { statuses } from './search';

/** How many people stand where; each number leads to them. */
export function PeopleByStatus() {
  const { workspaceId } = usePlace();
  const summary = useQuery(summaryQuery(workspaceId));
  return (
    <section aria-labelledby="people" className="flex flex-col gap-3">
      <h2 id="people" className="font-semibold text-lg">
        <Trans>People</Trans>
      </h2>
      {summary.isError && !summary.data ? (
        <Card>
          <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
        </Card>
      ) : (
        <ul className="grid grid-cols-4 gap-4 max-lg:grid-cols-2 max-sm:gap-3">
          {statuses.map((status) => (
            <li key={status}>
              <Link
                to="/w/$workspaceId/settings/users"
                params={{ workspaceId }}
                search={{ status }}
                className="flex h-full flex-col items-start gap-2 rounded-lg border border-line bg-surface p-5 shadow-card transition-colors hover:bg-sunken max-sm:p-4"
              >
                <Count value={summary.data?.counts[status]} />
                <StatusBadge status={status} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {summary.data?.total === 1 && <JustYou />}
    </section>
  );
}

function Count({ value }: { value: number | undefined }): ReactNode {
  const { i18n } = useLingui();
  if (value === undefined) return <Skeleton className="h-8 w-10" />;
  return (
    <span className="font-semibold text-2xl tabular-nums">{new Intl.NumberFormat(i18n.locale).format(value)}</span>
  );
}

/** For a workspace with nobody in it yet but the reader. */
export function JustYou() {
  const { workspaceId, can } = usePlace();
  return (
    <div className="mt-1 flex flex-wrap items-center justify-between gap-4 rounded-lg border border-line border-dashed p-5">
      <p>
        <span className="font-medium">
          <Trans>It is just you so far.</Trans>
        </span>{' '}
        <span className="text-muted">
          <Trans>Invite your team; you decide who gets in.</Trans>
        </span>
      </p>
      {can('users:invite') && (
        <Link
          to="/w/$workspaceId/settings/users/new"
          params={{ workspaceId }}
          className={buttonClass('primary', 'md', 'max-sm:w-full')}
        >
          <UserPlus aria-hidden="true" className="size-4" />
          <Trans>Add User</Trans>
        </Link>
      )}
    </div>
  );
}
