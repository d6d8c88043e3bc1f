import { plural } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Approval, ApprovalUser } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { useAdminNames } from '@/features/workspaces/forbidden';
import { workspaceQuery } from '@/features/workspaces/queries';
import { Banner } from '@/ui/banner';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { LoadMore } from '@/ui/load-more';
import { pendingQuery } from './pending-query';
import { RequestRow, rowId } from './request-row';
import { ReviewSkeleton } from './review-skeleton';
import { type ReviewRow, useDepartures } from './use-departures';

/** Everybody who waits for a decision. */
export function ReviewList() {
  const { workspaceId, can } = usePlace();
  const requests = useInfiniteQuery(pendingQuery(workspaceId));
  const pending = useMemo(() => requests.data?.pages.flatMap((page) => page.data), [requests.data]);
  const { rows, sayFarewell, decidedHere } = useDepartures(workspaceId, pending);
  const isOwnInvitation = useOwnInvitation();
  const [said, setSaid] = useState('');

  if (requests.isPending) return <ReviewSkeleton />;
  if (requests.isError && !pending) {
    return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
  }
  const named = rows.filter(hasUser);
  function done(approval: Approval) {
    decidedHere(approval.id);
    focusAfter(named, approval.id);
    setSaid(
      plural(Math.max(0, named.length - 1), {
        0: 'Nobody is waiting any more.',
        one: '# is waiting.',
        other: '# are waiting.',
      }),
    );
  }
  return (
    <>
      <p role="status" className="sr-only">
        {said}
      </p>
      {!can('approvals:decide') && named.length > 0 && <OnlyLooking />}
      {named.length === 0 ? (
        <NobodyWaits />
      ) : (
        <ul
          className="flex flex-col rounded-lg border border-line bg-surface shadow-card"
          aria-busy={requests.isRefetching}
        >
          {named.map((row) => (
            <RequestRow
              key={row.approval.id}
              row={row}
              ownInvitation={isOwnInvitation(row.approval)}
              onDone={() => done(row.approval)}
              onDecidedElsewhere={(decision) => {
                sayFarewell(row.approval, decision);
                focusAfter(named, row.approval.id);
              }}
            />
          ))}
        </ul>
      )}
      <LoadMore
        hasMore={requests.hasNextPage}
        busy={requests.isFetchingNextPage}
        onMore={() => void requests.fetchNextPage()}
      />
    </>
  );
}

type NamedRow = ReviewRow & { approval: { user: ApprovalUser } };

// A request outlives its person only once it is decided, and such a one is not in this list.
const hasUser = (row: ReviewRow): row is NamedRow => row.approval.user !== null;

/** Whether four eyes forbid the reader to approve a request, because they invited the person. */
function useOwnInvitation() {
  const { workspaceId, user } = usePlace();
  const fourEyes = useQuery(workspaceQuery(workspaceId)).data?.four_eyes ?? false;
  return (approval: Approval) => fourEyes && approval.invited_by?.id === user.id;
}

/** Moves the focus to the row after the one that leaves, or to the heading. Waits until a dialog has given it back. */
function focusAfter(rows: NamedRow[], approvalId: string) {
  const at = rows.findIndex((row) => row.approval.id === approvalId);
  const next = (rows[at + 1] ?? rows[at - 1])?.approval.id;
  setTimeout(() => {
    const target = next ? document.getElementById(rowId(next)) : document.querySelector<HTMLElement>('h1');
    target?.focus();
  }, 80);
}

function OnlyLooking() {
  const names = useAdminNames();
  return (
    <div className="pb-4">
      <Banner>
        <Trans>You can see the requests, but not decide them: that needs the permission approvals:decide.</Trans>{' '}
        {names && <Trans>Who can help: {names}</Trans>}
      </Banner>
    </div>
  );
}

function NobodyWaits() {
  return (
    <EmptyState icon={<UserCheck aria-hidden="true" className="size-5" />} title={<Trans>Nobody is waiting.</Trans>}>
      <Trans>New requests appear here and on the dashboard by themselves.</Trans>
    </EmptyState>
  );
}
