import { plural } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useId, useState } from 'react';
import type { Approval } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { useAdminNames } from '@/features/workspaces/forbidden';
import { workspaceQuery } from '@/features/workspaces/queries';
import { Banner } from '@/ui/banner';
import { RequestRow, rowId } from './request-row';
import { type NamedRow, type ReviewRow, useDepartures } from './use-departures';
import { useSelection } from './use-selection';

// Deciding together is for whoever may decide, and for more than one.
const BulkDecide = lazy(() => import('./bulk-decide'));

type ReviewProps = {
  pending: Approval[];
  /** How many wait, where more wait than are in `pending`. */
  waiting?: number | undefined;
  nobody: ReactNode;
};

/** Those who wait, in the order in which they should be decided, one by one or several at once. */
export function Review({ pending, waiting: all, nobody }: ReviewProps) {
  const { workspaceId, can } = usePlace();
  const { rows, sayFarewell, decidedHere } = useDepartures(workspaceId, pending);
  const isOwnInvitation = useOwnInvitation();
  const [roles, setRoles] = useState<Record<string, string[]>>({});
  const [said, setSaid] = useState('');
  const waiting = rows.filter(hasUser).filter((row) => !isEarly(row));
  const early = rows.filter(hasUser).filter(isEarly);
  const inOrder = [...waiting, ...early];
  const open = inOrder.filter((row) => row.decision === null).map((row) => row.approval);
  const selection = useSelection(open.map(({ id }) => id));
  const rolesOf = (id: string) => roles[id] ?? null;

  function done(approvalId: string) {
    decidedHere(approvalId);
    focusAfter(inOrder, [approvalId]);
    setSaid(howManyWait((all ?? inOrder.length) - 1));
  }
  const show = (row: NamedRow) => (
    <RequestRow
      key={row.approval.id}
      row={row}
      ownInvitation={isOwnInvitation(row.approval)}
      roles={rolesOf(row.approval.id)}
      onRoles={(ids) =>
        setRoles(({ [row.approval.id]: _, ...rest }) => (ids ? { ...rest, [row.approval.id]: ids } : rest))
      }
      tick={
        can('approvals:decide') && open.length > 1
          ? {
              ticked: selection.isSelected(row.approval.id),
              onTick: () => selection.toggle(row.approval.id),
            }
          : undefined
      }
      onDone={() => done(row.approval.id)}
      onDecidedElsewhere={(decision) => {
        sayFarewell(row.approval, decision);
        focusAfter(inOrder, [row.approval.id]);
      }}
    />
  );
  return (
    <div className="flex flex-col gap-8">
      <p role="status" className="sr-only">
        {said}
      </p>
      {can('approvals:decide') && (
        <Suspense fallback={open.length > 1 && <div className="h-13.5 max-sm:h-15.5" />}>
          <BulkDecide
            people={open}
            more={all !== undefined}
            selection={selection}
            rolesOf={rolesOf}
            onSend={(ids) => ids.forEach(decidedHere)}
            onDone={(ids) => {
              focusAfter(inOrder, ids);
              setSaid(howManyWait((all ?? inOrder.length) - ids.length));
            }}
          />
        </Suspense>
      )}
      {inOrder.length === 0 && nobody}
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

/** Moves the focus to the row after those that leave, or to the heading. Waits until a dialog has given it back. */
function focusAfter(rows: NamedRow[], leaving: string[]) {
  const at = rows.findIndex((row) => leaving.includes(row.approval.id));
  const stays = (row: NamedRow) => !leaving.includes(row.approval.id);
  const next = (rows.slice(at + 1).find(stays) ?? rows.slice(0, at).findLast(stays))?.approval.id;
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
