import { plural } from '@lingui/core/macro';
import { Plural, Trans } from '@lingui/react/macro';
import { BulkDialog, type Targets } from '@/features/bulk/bulk-dialog';
import type { Picked } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { actOnInvitations, type InvitationAction, useRefreshPeople } from './api';

type BulkInvitationsDialogProps = {
  action: InvitationAction;
  targets: Targets;
  onClose: (refused: Picked[] | null) => void;
};

/** Asks before several invitations are sent again or withdrawn. */
export default function BulkInvitationsDialog({ action, targets, onClose }: BulkInvitationsDialogProps) {
  const { workspaceId } = usePlace();
  const refresh = useRefreshPeople(workspaceId);
  const count = 'picked' in targets ? targets.picked.length : targets.total.value;
  const shared = { targets, act: actOnInvitations(workspaceId, action), onProgress: refresh, onClose };
  if (action === 'resend') {
    return (
      <BulkDialog
        {...shared}
        tone="primary"
        title={<Plural value={count} one="Send # invitation again?" other="Send # invitations again?" />}
        confirmLabel={<Trans>Send again</Trans>}
        doneText={(done) => plural(done, { one: '# invitation sent again', other: '# invitations sent again' })}
      >
        <p>
          <Trans>
            Each gets a new e-mail with a new link and a new expiry. The earlier links stop working at once. Those that
            were accepted or revoked are left as they are.
          </Trans>
        </p>
      </BulkDialog>
    );
  }
  return (
    <BulkDialog
      {...shared}
      forGood
      title={<Plural value={count} one="Revoke # invitation?" other="Revoke # invitations?" />}
      confirmLabel={<Plural value={count} one="Revoke # invitation" other="Revoke # invitations" />}
      doneText={(done) => plural(done, { one: '# invitation revoked', other: '# invitations revoked' })}
    >
      <p>
        <Trans>
          The links stop working at once, and the invited users are deleted, with the requests that wait for them. You
          can invite them again.
        </Trans>
      </p>
    </BulkDialog>
  );
}
