import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import type { Decision } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Checkbox } from '@/ui/checkbox';
import { Confirm } from '@/ui/confirm';
import { TextArea } from '@/ui/text-area';
import { showToast } from '@/ui/toast';
import { reject, useForget } from './api';

export type RejectTarget = { approvalId: string; name: string; email: string };

type RejectConfirmProps = {
  target: RejectTarget;
  onClose: () => void;
  onRejected?: () => void;
  /** Somebody else was quicker. */
  onDecided?: (decision: Decision) => void;
};

/** Says what is lost before a pending account is deleted for good. */
export function RejectConfirm({ target, onClose, onRejected, onDecided }: RejectConfirmProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const forget = useForget(workspaceId);
  const [reason, setReason] = useState('');
  const [notify, setNotify] = useState(false);
  const { approvalId, name, email } = target;

  async function confirm() {
    try {
      await reject(workspaceId, approvalId, reason.trim(), notify);
    } catch (error) {
      if (!isProblem(error, 'already_decided') || !onDecided) throw error;
      onDecided(error.body.decision as Decision);
      forget(approvalId);
      return;
    }
    onRejected?.();
    forget(approvalId);
    showToast({ title: t`${name} was rejected and deleted` });
  }
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Reject and delete <bdi>{name}</bdi>?
        </Trans>
      }
      confirmLabel={<Trans>Reject & Delete</Trans>}
      onConfirm={confirm}
    >
      <p>
        <Trans>
          This deletes the pending account of <span className="text-ink">{email}</span> permanently: name, address,
          password and the roles meant for them in <bdi>{workspace.name}</bdi>. It cannot be undone; the audit log alone
          keeps that it happened.
        </Trans>
      </p>
      <div className="flex flex-col gap-4 pt-1 text-ink">
        <TextArea
          label={t`Reason`}
          optional
          rows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Checkbox
          label={t`Tell them by e-mail`}
          hint={notify ? t`The reason goes into the e-mail.` : t`Otherwise they are told nothing.`}
          checked={notify}
          onChange={(event) => setNotify(event.target.checked)}
        />
      </div>
    </Confirm>
  );
}
