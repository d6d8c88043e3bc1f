import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { Confirm } from '@/ui/confirm';
import { declineInvitation } from './invitation';

/** Saying no, behind a question. */
export function Decline({
  token,
  workspace,
  onDeclined,
}: {
  token: string;
  workspace: string;
  onDeclined: () => void;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="rounded-sm underline-offset-4 hover:text-ink hover:underline"
        onClick={() => setAsking(true)}
      >
        <Trans>Decline this invitation</Trans>
      </button>
      <Confirm
        isOpen={asking}
        onClose={() => setAsking(false)}
        title={<Trans>Decline the invitation to {workspace}?</Trans>}
        confirmLabel={<Trans>Decline</Trans>}
        onConfirm={() => declineInvitation(token).then(onDeclined)}
      >
        <Trans>The link stops working. Whoever invited you can send it again.</Trans>
      </Confirm>
    </>
  );
}
