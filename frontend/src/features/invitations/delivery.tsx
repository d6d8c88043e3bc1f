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

const reasons: Record<string, MessageDescriptor> = {
  mailbox_unknown: msg`There is no such mailbox.`,
  mailbox_full: msg`The mailbox is full.`,
  domain_unknown: msg`There is no mail server for this domain.`,
  refused: msg`The mail server refused the message.`,
  too_many_tries: msg`The mail server could not be reached for too long.`,
};

/** The truth about an invitation's mail: its state, when it is tried next, and why it cannot be delivered. */
export function Delivery({ invitation }: { invitation: Invitation }) {
  const { delivery, delivery_problem: problem, next_try_at: nextTry } = invitation;
  const { Icon, tone, text } = looks[delivery];
  return (
    <div className="flex flex-col">
      <span className={cx('flex items-center gap-1.5 text-sm', tone)}>
        <Icon aria-hidden="true" className="size-3.5 shrink-0" />
        {text}
      </span>
      {delivery === 'retrying' && nextTry && (
        <Note>
          <Trans>
            Next try <Time at={nextTry} />
          </Trans>
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
