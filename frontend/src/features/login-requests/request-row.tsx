import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Check, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { ApprovalUser, Decision } from '@/api/types';
import { useAdminQuestion } from '@/features/roles/use-admin-question';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { showToast } from '@/ui/toast';
import { approve, useForget } from './api';
import { DecisionText } from './decision-text';
import { RejectConfirm } from './reject-confirm';
import { RequestFacts } from './request-facts';
import { RequestRoles } from './request-roles';
import type { ReviewRow } from './use-departures';

type RequestRowProps = {
  row: ReviewRow & { approval: { user: ApprovalUser } };
  /** Whether four eyes are asked for and the reader's are the first two. */
  ownInvitation: boolean;
  /** Roles chosen instead of those asked for, or null. */
  roles: string[] | null;
  onRoles: (ids: string[] | null) => void;
  /** Ticks it, to be decided together with others; absent for whoever may not decide. */
  tick?: { ticked: boolean; onTick: () => void } | undefined;
  onDone: () => void;
  onDecidedElsewhere: (decision: Decision) => void;
};

/** The id of a row's element, which takes the focus when the row before it is gone. */
export const rowId = (approvalId: string) => `request-${approvalId}`;

/** One person who waits. The row itself can hold the focus, so that a screen reader reads it when it is moved there. */
export function RequestRow({ tick, ...props }: RequestRowProps) {
  const { approval, decision } = props.row;
  const { user } = approval;
  const nameId = useId();
  return (
    <li
      id={rowId(approval.id)}
      data-row
      tabIndex={-1}
      aria-labelledby={nameId}
      className="flex items-start gap-x-6 gap-y-4 border-line border-b p-5 outline-offset-[-3px] first:rounded-t-lg last:rounded-b-lg last:border-b-0 max-lg:flex-col max-sm:p-4"
    >
      <div className="flex min-w-0 flex-1 items-start gap-1">
        {tick && !decision && <Tick name={user.name} {...tick} />}
        <RequestFacts approval={approval} user={user} nameId={nameId} />
      </div>
      {decision ? (
        <p role="status" className="shrink-0 font-medium text-muted max-lg:pl-11">
          <DecisionText decision={decision} />
        </p>
      ) : (
        <Decide {...props} />
      )}
    </li>
  );
}

function Tick({ name, ticked, onTick }: { name: string; ticked: boolean; onTick: () => void }) {
  const { t } = useLingui();
  return (
    <label className="-ml-2 grid size-8 shrink-0 place-items-center max-sm:size-9">
      <span className="sr-only">{t`Select ${name}`}</span>
      <input
        type="checkbox"
        data-shortcut="x"
        className="size-4 accent-accent max-sm:size-5"
        checked={ticked}
        onChange={onTick}
      />
    </label>
  );
}

function Decide({
  row: { approval },
  ownInvitation,
  roles,
  onRoles,
  onDone,
  onDecidedElsewhere,
}: Omit<RequestRowProps, 'tick'>) {
  const { t, i18n } = useLingui();
  const { can } = usePlace();
  const { user } = approval;
  const [rejecting, setRejecting] = useState(false);
  const { ask, question } = useAdminQuestion();
  const grant = useApprove({ approvalId: approval.id, user, roles, onDone, onDecidedElsewhere });

  if (!can('approvals:decide')) return null;
  return (
    <div className="flex w-76 shrink-0 flex-col gap-3 max-lg:w-full max-lg:pl-11 max-sm:pl-0">
      <RequestRoles asked={user.roles} chosen={roles} onChoose={onRoles} name={user.name} />
      {ownInvitation && (
        <Banner>
          <Trans>You invited this person. Four eyes are asked for here, so somebody else has to approve them.</Trans>
        </Banner>
      )}
      {grant.isError && <Banner tone="danger">{problemText(i18n, grant.error)}</Banner>}
      <div className="flex gap-2 max-sm:flex-col">
        <Button
          variant="primary"
          aria-label={t`Approve ${user.name}`}
          data-shortcut="a"
          icon={<Check aria-hidden="true" className="size-4" />}
          busy={grant.isPending}
          disabled={ownInvitation || roles?.length === 0}
          onClick={() => ask({ given: roles ?? user.roles.map(({ id }) => id), name: user.name }, grant.mutate)}
          className="flex-1 max-sm:flex-none"
        >
          <Trans>Approve</Trans>
        </Button>
        <Button
          variant="danger-ghost"
          aria-label={t`Reject and delete ${user.name}`}
          data-shortcut="r"
          icon={<Trash2 aria-hidden="true" className="size-4" />}
          disabled={grant.isPending}
          onClick={() => setRejecting(true)}
          className="flex-1 max-sm:flex-none"
        >
          <Trans>Reject & Delete</Trans>
        </Button>
      </div>
      {question}
      {rejecting && (
        <RejectConfirm
          target={{ approvalId: approval.id, name: user.name, email: user.email }}
          onClose={() => setRejecting(false)}
          onRejected={onDone}
          onDecided={onDecidedElsewhere}
        />
      )}
    </div>
  );
}

type ApproveProps = {
  approvalId: string;
  user: ApprovalUser;
  roles: string[] | null;
  onDone: () => void;
  onDecidedElsewhere: (decision: Decision) => void;
};

function useApprove({ approvalId, user, roles, onDone, onDecidedElsewhere }: ApproveProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const forget = useForget(workspaceId);
  const waits = user.status === 'pending_approval';
  return useMutation({
    mutationFn: () => approve(workspaceId, approvalId, roles ?? undefined),
    onSuccess: () => {
      onDone();
      forget(approvalId);
      showToast({
        title: waits ? t`${user.name} can now sign in` : t`${user.name} is approved and gets in once they accept`,
      });
    },
    onError: (error) => {
      if (!isProblem(error, 'already_decided')) return;
      onDecidedElsewhere(error.body.decision as Decision);
      forget(approvalId);
    },
  });
}
