import { Trans } from '@lingui/react/macro';
import { Ban, Check, CircleSlash, Clock, MailX, Send, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, type Tone } from './badge';

/** The product's words for where a person stands, each with one icon and one colour. */
export type Status =
  | 'invited'
  | 'pending_approval'
  | 'active'
  | 'suspended'
  | 'invitation_accepted'
  | 'invitation_expired'
  | 'invitation_declined'
  | 'invitation_revoked'
  | 'undeliverable';

const looks: Record<Status, { tone: Tone; Icon: typeof Check; text: ReactNode }> = {
  invited: { tone: 'info', Icon: Send, text: <Trans>Invited</Trans> },
  pending_approval: { tone: 'warn', Icon: Clock, text: <Trans>Pending approval</Trans> },
  active: { tone: 'ok', Icon: Check, text: <Trans>Active</Trans> },
  suspended: { tone: 'neutral', Icon: CircleSlash, text: <Trans>Suspended</Trans> },
  invitation_accepted: { tone: 'ok', Icon: Check, text: <Trans>Accepted</Trans> },
  invitation_expired: { tone: 'neutral', Icon: MailX, text: <Trans>Invitation expired</Trans> },
  invitation_declined: { tone: 'neutral', Icon: Undo2, text: <Trans>Declined</Trans> },
  invitation_revoked: { tone: 'neutral', Icon: Ban, text: <Trans>Revoked</Trans> },
  undeliverable: { tone: 'danger', Icon: MailX, text: <Trans>Undeliverable</Trans> },
};

export function StatusBadge({ status }: { status: Status }) {
  const { tone, Icon, text } = looks[status];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" className="size-3" />}>
      {text}
    </Badge>
  );
}
