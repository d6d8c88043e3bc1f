import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Approval, ApprovalUser } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Checkbox } from '@/ui/checkbox';
import { Confirm } from '@/ui/confirm';
import { TextArea } from '@/ui/text-area';
import { RequestFlags } from './request-flags';

export type Named = Approval & { user: ApprovalUser };

type ConfirmRejectProps = {
  people: Named[];
  onClose: () => void;
  onConfirm: (reason: string, notify: boolean) => Promise<unknown>;
};

/** Says once what is lost, and of whom, before several pending accounts are deleted for good. */
export function ConfirmRejectAll({ people, onClose, onConfirm }: ConfirmRejectProps) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const [reason, setReason] = useState('');
  const [notify, setNotify] = useState(false);
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={<Plural value={people.length} one="Reject and delete # person?" other="Reject and delete # people?" />}
      confirmLabel={<Trans>Reject & Delete</Trans>}
      onConfirm={() => onConfirm(reason.trim(), notify)}
    >
      <People people={people} />
      <p>
        <Trans>
          This deletes their pending accounts permanently: names, addresses, passwords and the roles meant for them in{' '}
          <bdi>{workspace.name}</bdi>. It cannot be undone; the audit log alone keeps that it happened.
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

type ConfirmApproveProps = { people: Named[]; admins: Named[]; onClose: () => void; onConfirm: () => Promise<unknown> };

/** Asks before people are let in of whom some bear a warning, or become Admin. */
export function ConfirmApproveAll({ people, admins, onClose, onConfirm }: ConfirmApproveProps) {
  const flagged = people.filter(({ flags }) => flags.length > 0);
  return (
    <Confirm
      isOpen
      onClose={onClose}
      tone="primary"
      title={<Plural value={people.length} one="Approve # person?" other="Approve # people?" />}
      confirmLabel={<Trans>Approve</Trans>}
      onConfirm={onConfirm}
    >
      {admins.length > 0 && (
        <>
          <p>
            <Plural
              value={admins.length}
              one="One of them becomes Admin, and can then change everything here, also your own access:"
              other="# of them become Admins, and can then change everything here, also your own access:"
            />
          </p>
          <People people={admins} />
        </>
      )}
      {flagged.length > 0 && (
        <p>
          <Plural value={flagged.length} one="One of them needs a second look:" other="# of them need a second look:" />
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {flagged.map(({ id, user, flags }) => (
          <li key={id}>
            <p className="text-ink [overflow-wrap:anywhere]">
              <bdi className="font-medium">{user.name}</bdi> · {user.email}
            </p>
            <RequestFlags flags={flags} email={user.email} />
          </li>
        ))}
      </ul>
    </Confirm>
  );
}

function People({ people }: { people: Named[] }) {
  return (
    <ul className="flex flex-col gap-1 text-ink text-sm">
      {people.map(({ id, user }) => (
        <li key={id} className="[overflow-wrap:anywhere]">
          <bdi className="font-medium">{user.name}</bdi> <span className="text-muted">{user.email}</span>
        </li>
      ))}
    </ul>
  );
}
