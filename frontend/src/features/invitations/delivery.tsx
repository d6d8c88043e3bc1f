import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Clock, Link2, MailCheck, MailX, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Invitation } from '@/api/types';
import { cx } from '@/ui/cx';
import { Time } from '@/ui/time';

const looks = {
  queued: { Icon: Clock, tone: 'text-muted', text: <Trans>Waiting to be sent</Trans> },
  sent: { Icon: MailCheck, tone: 'text-muted', text: <Trans>E-mail sent</Trans> },
  retrying: { Icon: RefreshCw, tone: 'text-warn-ink', text: <Trans>Delayed, trying again</Trans> },
  undeliverable: { Icon: MailX, tone: 'text-danger-ink', text: <Trans>Undeliverable</Trans> },
  link: { Icon: Link2, tone: 'text-muted', text: <Trans>Link handed over</Trans> },
};

/** Nothing was tried and failed: the mail keeps to what one address gets in an hour. */
const waits = { Icon: Clock, tone: 'text-warn-ink', text: <Trans>Waiting for its turn</Trans> };

// The classes of refusal that the mailer tells apart.
const reasons: Record<string, MessageDescriptor> = {
  mailbox_unknown: msg`There is no such mailbox.`,
  mailbox_full: msg`The mailbox is full.`,
  rejected: msg`The mail server refused the message.`,
  sender_refused: msg`The mail server refuses our sender address.`,
  too_large: msg`The message is too large for the mail server.`,
  address_full: msg`This address was sent many e-mails lately. If it is urgent, copy the link.`,
  temporarily_refused: msg`The mail server asks to come back later.`,
  auth_failed: msg`The mail server refused our sign-in.`,
  tls_failed: msg`No safe connection to the mail server.`,
  unreachable: msg`The mail server can't be reached.`,
  timeout: msg`The mail server did not answer in time.`,
  no_mail_server: msg`No mail server is set up.`,
  expired: msg`It could not be sent in time.`,
  unrenderable: msg`The message could not be written.`,
};

/** The truth about an invitation's mail: its state, when it is tried next, and why it cannot be delivered. */
export function Delivery({ invitation }: { invitation: Invitation }) {
  const { delivery, delivery_problem: problem, next_try_at: nextTry } = invitation;
  const inTurn = delivery === 'retrying' && problem === 'address_full';
  const { Icon, tone, text } = inTurn ? waits : looks[delivery];
  return (
    <div className="flex flex-col">
      <span className={cx('flex items-center gap-1.5 text-sm', tone)}>
        <Icon aria-hidden="true" className="size-3.5 shrink-0" />
        {text}
      </span>
      {delivery === 'retrying' && nextTry && (
        <Note>
          {inTurn ? (
            <Trans>
              Leaves <Time at={nextTry} />
            </Trans>
          ) : (
            <Trans>
              Next try <Time at={nextTry} />
            </Trans>
          )}
        </Note>
      )}
      {problem && (delivery === 'undeliverable' || delivery === 'retrying') && (
        <Note>
          <Reason problem={problem} />
        </Note>
      )}
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <span className="pl-5 text-muted text-xs [overflow-wrap:anywhere]">{children}</span>;
}

function Reason({ problem }: { problem: string }) {
  const { i18n } = useLingui();
  const known = reasons[problem];
  return known ? i18n._(known) : problem;
}
