import { plural } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { type ReactNode, useId, useMemo, useState } from 'react';
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
  const { workspaceId } = usePlace();
  const requests = useInfiniteQuery(pendingQuery(workspaceId));
  const pending = useMemo(() => requests.data?.pages.flatMap((page) => page.data), [requests.data]);
  if (requests.isPending) return <ReviewSkeleton />;
  if (!pending) return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
  return (
    <>
      <Review pending={pending} />
      <LoadMore
        hasMore={requests.hasNextPage}
        busy={requests.isFetchingNextPage}
        onMore={() => void requests.fetchNextPage()}
      />
    </>
  );
}

function Review({ pending }: { pending: Approval[] }) {
  const { workspaceId, can } = usePlace();
  const { rows, sayFarewell, decidedHere } = useDepartures(workspaceId, pending);
  const isOwnInvitation = useOwnInvitation();
  const [said, setSaid] = useState('');
  const waiting = rows.filter(hasUser).filter((row) => !isEarly(row));
  const early = rows.filter(hasUser).filter(isEarly);
  const inOrder = [...waiting, ...early];

  function done(approvalId: string) {
    decidedHere(approvalId);
    focusAfter(inOrder, approvalId);
    setSaid(howManyWait(inOrder.length - 1));
  }
  const show = (row: NamedRow) => (
    <RequestRow
      key={row.approval.id}
      row={row}
      ownInvitation={isOwnInvitation(row.approval)}
      onDone={() => done(row.approval.id)}
      onDecidedElsewhere={(decision) => {
        sayFarewell(row.approval, decision);
        focusAfter(inOrder, row.approval.id);
      }}
    />
  );
  return (
    <div className="flex flex-col gap-8">
      <p role="status" className="sr-only">
        {said}
      </p>
      {inOrder.length === 0 && <NobodyWaits />}
      {inOrder.length > 0 && !can('approvals:decide') && <OnlyLooking />}
      {waiting.length > 0 && <Requests title={<Trans>Waiting to get in</Trans>}>{waiting.map(show)}</Requests>}
      {early.length > 0 && (
        <Requests
          title={<Trans>Invited, not accepted yet</Trans>}
          note={<Trans>Approved now, they get in as soon as they accept.</Trans>}
        >
          {early.map(show)}
        </Requests>
      )}
    </div>
  );
}

const howManyWait = (count: number) =>
  plural(count, { 0: 'Nobody is waiting any more.', one: '# is waiting.', other: '# are waiting.' });

type NamedRow = ReviewRow & { approval: { user: ApprovalUser } };

// A request outlives its person only once it is decided, and such a one is not in this list.
const hasUser = (row: ReviewRow): row is NamedRow => row.approval.user !== null;

/** Someone who has not accepted yet does not wait: those who do come first. */
const isEarly = (row: NamedRow) => row.approval.user.status === 'invited';

function Requests({ title, note, children }: { title: ReactNode; note?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="pb-1 font-semibold text-lg">
        {title}
      </h2>
      {note && <p className="text-muted text-sm">{note}</p>}
      <ul className="mt-2 flex flex-col rounded-lg border border-line bg-surface shadow-card">{children}</ul>
    </section>
  );
}

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
    <div>
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
