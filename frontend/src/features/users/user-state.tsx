import { Trans } from '@lingui/react/macro';
import { Clock, MailX } from 'lucide-react';
import type { User } from '@/api/types';
import { type Status, StatusBadge } from '@/ui/status-badge';
import { Time } from '@/ui/time';

/** Where a user stands, and beneath it what one should know about their invitation. */
export function UserState({ user }: { user: User }) {
  const status = shownStatus(user);
  if (user.status !== 'invited') return <StatusBadge status={status} />;
  return (
    <div className="flex flex-col items-start gap-1">
      <StatusBadge status={status} />
      <InvitationNote user={user} status={status} />
    </div>
  );
}

/** An invited user whose invitation has ended is shown as that: nothing happens any more until it is sent again. */
export function shownStatus({ status, invitation }: User): Status {
  if (status !== 'invited' || !invitation) return status;
  if (invitation.status === 'expired') return 'invitation_expired';
  if (invitation.status === 'declined') return 'invitation_declined';
  if (invitation.status === 'revoked') return 'invitation_revoked';
  return 'invited';
}

function InvitationNote({ user, status }: { user: User; status: Status }) {
  const { invitation, approval } = user;
  if (!invitation || status !== 'invited') return null;
  if (invitation.delivery === 'undeliverable') {
    return (
      <span className="flex items-center gap-1 text-danger-ink text-xs">
        <MailX aria-hidden="true" className="size-3.5 shrink-0" />
        <Trans>E-mail undeliverable</Trans>
      </span>
    );
  }
  if (invitation.delivery === 'retrying') {
    return (
      <span className="flex items-center gap-1 text-warn-ink text-xs">
        <Clock aria-hidden="true" className="size-3.5 shrink-0" />
        <Trans>E-mail delayed, not sent yet</Trans>
      </span>
    );
  }
  return (
    <span className="text-muted text-xs">
      {approval?.state === 'approved' && (
        <>
          <Trans>Approved already</Trans> ·{' '}
        </>
      )}
      <Trans>
        Expires <Time at={invitation.expires_at} />
      </Trans>
    </span>
  );
}
