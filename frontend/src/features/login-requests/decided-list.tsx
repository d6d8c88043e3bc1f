import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ban, Check, Clock, History, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Approval } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Avatar } from '@/ui/avatar';
import { Badge, type Tone } from '@/ui/badge';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { LoadMore } from '@/ui/load-more';
import { NativeSelect } from '@/ui/native-select';
import { decidedQuery } from './decided-query';
import { DecisionText } from './decision-text';
import { HowTheyCame } from './request-facts';
import { ReviewSkeleton } from './review-skeleton';
import { type DecidedState, decidedStates, type RequestSearch } from './search';
import { SourceFilter } from './source-filter';

type DecidedListProps = { search: RequestSearch; onSearch: (change: RequestSearch) => void };

/** Who decided what, when, and with which note; the newest first. */
export default function DecidedList({ search, onSearch }: DecidedListProps) {
  return (
    <>
      <div className="flex flex-wrap gap-2 pb-4">
        <StateFilter value={search.state} onChange={(state) => onSearch({ state })} />
        <SourceFilter value={search.source} onChange={(source) => onSearch({ source })} />
      </div>
      <Decided search={search} />
    </>
  );
}

function Decided({ search: { source, state } }: { search: RequestSearch }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const decided = useInfiniteQuery(decidedQuery(workspaceId, source, state));
  if (decided.isPending) return <ReviewSkeleton />;
  if (!decided.data) return <ErrorState error={decided.error} onRetry={() => void decided.refetch()} />;
  const rows = decided.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) return <NothingDecided filtered={Boolean(source || state)} />;
  return (
    <>
      <ul
        aria-label={t`Decided requests`}
        className="flex flex-col rounded-lg border border-line bg-surface shadow-card"
      >
        {rows.map((approval) => (
          <DecidedRow key={approval.id} approval={approval} />
        ))}
      </ul>
      <LoadMore
        hasMore={decided.hasNextPage}
        busy={decided.isFetchingNextPage}
        onMore={() => void decided.fetchNextPage()}
        shown={rows.length}
      />
    </>
  );
}

function DecidedRow({ approval }: { approval: Approval }) {
  const { decision, user } = approval;
  if (!decision) return null;
  return (
    <li className="flex items-start gap-x-6 gap-y-3 border-line border-b p-5 last:border-b-0 max-lg:flex-col max-sm:p-4">
      <div className="flex min-w-0 flex-1 items-start gap-3">
        <Avatar name={user?.name ?? '?'} />
        <div className="flex min-w-0 flex-col gap-1">
          <Who approval={approval} />
          <p className="text-muted text-sm">
            <HowTheyCame approval={approval} />
          </p>
        </div>
      </div>
      <div className="flex w-80 max-w-full shrink-0 flex-col items-start gap-1.5 text-sm max-lg:w-full max-lg:pl-11">
        <StateBadge state={approval.state} />
        <p>
          <DecisionText decision={decision} />
        </p>
        {decision.note && (
          <blockquote className="border-line border-l-2 pl-3 text-muted [overflow-wrap:anywhere]">
            {decision.note}
          </blockquote>
        )}
      </div>
    </li>
  );
}

function Who({ approval: { user } }: { approval: Approval }) {
  const { workspaceId, can } = usePlace();
  if (!user) {
    return (
      <p className="text-muted">
        <Trans>Somebody who is no longer here. Name and address were deleted with their place.</Trans>
      </p>
    );
  }
  const name = <bdi className="font-semibold [overflow-wrap:anywhere]">{user.name}</bdi>;
  return (
    <>
      {can('users:read') ? (
        <Link
          to="/w/$workspaceId/settings/users/$userId"
          params={{ workspaceId, userId: user.id }}
          className={linkClass}
        >
          {name}
        </Link>
      ) : (
        <p>{name}</p>
      )}
      <p className="text-muted [overflow-wrap:anywhere]">{user.email}</p>
    </>
  );
}

const looks: Record<DecidedState, { tone: Tone; icon: ReactNode }> = {
  approved: { tone: 'ok', icon: <Check aria-hidden="true" className="size-3" /> },
  rejected: { tone: 'danger', icon: <Ban aria-hidden="true" className="size-3" /> },
  cancelled: { tone: 'neutral', icon: <Undo2 aria-hidden="true" className="size-3" /> },
  expired: { tone: 'neutral', icon: <Clock aria-hidden="true" className="size-3" /> },
};

function StateBadge({ state }: { state: Approval['state'] }) {
  const names = useStateNames();
  if (state === 'pending') return null;
  return <Badge {...looks[state]}>{names[state]}</Badge>;
}

function useStateNames(): Record<DecidedState, string> {
  const { t } = useLingui();
  return { approved: t`Approved`, rejected: t`Rejected`, cancelled: t`Withdrawn`, expired: t`Expired` };
}

function StateFilter({
  value,
  onChange,
}: {
  value: DecidedState | undefined;
  onChange: (state: DecidedState | undefined) => void;
}) {
  const { t } = useLingui();
  const names = useStateNames();
  return (
    <NativeSelect
      label={t`Decision`}
      options={[{ id: '', name: t`All decisions` }, ...decidedStates.map((id) => ({ id, name: names[id] }))]}
      value={value ?? ''}
      onChange={(event) => onChange(decidedStates.find((state) => state === event.target.value))}
      className="w-48 max-sm:w-full"
    />
  );
}

function NothingDecided({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState
      icon={<History aria-hidden="true" className="size-5" />}
      title={filtered ? <Trans>No decision fits these filters.</Trans> : <Trans>Nothing has been decided yet.</Trans>}
    >
      <Trans>Each decision is listed here with who made it, when, and their note.</Trans>
    </EmptyState>
  );
}
