import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, MailCheck, ShieldCheck, Unlink } from 'lucide-react';
import { useState } from 'react';
import { call, client } from '@/api/client';
import { isProblem } from '@/api/problem';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { buttonClass } from '@/ui/button-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';

export type Mailbox = 'old' | 'new';
type Outcome = 'changed' | 'half' | 'refused' | 'dead' | 'taken';

/** What a mailbox says to another address for an account. Opening the page changes nothing. */
export function ConfirmEmail({ token, mailbox }: { token: string | null; mailbox: Mailbox }) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  if (outcome) return <Told key={outcome} outcome={outcome} mailbox={mailbox} />;
  if (!token) return <Told outcome="dead" mailbox={mailbox} silent />;
  return <Question token={token} mailbox={mailbox} onOutcome={setOutcome} />;
}

type QuestionProps = { token: string; mailbox: Mailbox; onOutcome: (outcome: Outcome) => void };

function Question({ token, mailbox, onOutcome }: QuestionProps) {
  const { t, i18n } = useLingui();
  const body = { token };
  function onError(error: unknown) {
    if (isProblem(error, 'email_change_invalid')) onOutcome('dead');
    if (isProblem(error, 'email_taken')) onOutcome('taken');
  }
  const confirm = useMutation({
    mutationFn: () => call(client.POST('/api/v1/me/email/confirm', { body })),
    onSuccess: ({ changed }) => onOutcome(changed ? 'changed' : 'half'),
    onError,
  });
  const refuse = useMutation({
    mutationFn: () => call(client.POST('/api/v1/me/email/cancel', { body })),
    onSuccess: () => onOutcome('refused'),
    onError,
  });
  const error = confirm.error ?? refuse.error;
  const busy = confirm.isPending || refuse.isPending;
  return (
    <PublicCard
      title={mailbox === 'new' ? t`Confirm your new address` : t`Change your e-mail address?`}
      icon={<PublicIcon icon={<MailCheck />} />}
      lead={
        mailbox === 'new' ? (
          <Trans>
            Somebody wants to use the mailbox that this link was sent to as the address of their account. Confirm if
            that is you.
          </Trans>
        ) : (
          <Trans>
            Your account is about to get the new address that the e-mail names. Confirm if you asked for it; refuse if
            you did not.
          </Trans>
        )
      }
    >
      {error !== null && <Banner tone="danger">{problemText(i18n, error)}</Banner>}
      <div className="flex flex-col gap-2.5">
        <Button
          variant="primary"
          size="lg"
          busy={confirm.isPending}
          disabled={refuse.isPending}
          onClick={() => !busy && confirm.mutate()}
        >
          <Trans>Confirm</Trans>
        </Button>
        <Button size="lg" busy={refuse.isPending} disabled={confirm.isPending} onClick={() => !busy && refuse.mutate()}>
          <Trans>Refuse</Trans>
        </Button>
      </div>
    </PublicCard>
  );
}

function Told({ outcome, mailbox, silent }: { outcome: Outcome; mailbox: Mailbox; silent?: boolean }) {
  const { t } = useLingui();
  const announce = !silent;
  const signIn = (
    <Link to="/sign-in" className={buttonClass('primary', 'lg')}>
      <Trans>Sign in</Trans>
    </Link>
  );
  switch (outcome) {
    case 'changed':
      return (
        <PublicCard
          announce={announce}
          title={t`Your e-mail address is changed`}
          icon={<PublicIcon tone="ok" icon={<CircleCheck />} />}
          lead={<Trans>Both mailboxes have confirmed. Sign in with the new address from now on.</Trans>}
        >
          {signIn}
        </PublicCard>
      );
    case 'half':
      return (
        <PublicCard
          announce={announce}
          title={t`Confirmed`}
          icon={<PublicIcon tone="ok" icon={<MailCheck />} />}
          lead={
            mailbox === 'new' ? (
              <Trans>Now open the link in the old mailbox, too. The address changes once both have confirmed.</Trans>
            ) : (
              <Trans>Now open the link in the new mailbox, too. The address changes once both have confirmed.</Trans>
            )
          }
        />
      );
    case 'refused':
      return (
        <PublicCard
          announce={announce}
          title={t`Nothing was changed`}
          icon={<PublicIcon tone="ok" icon={<ShieldCheck />} />}
          lead={
            mailbox === 'old' ? (
              <Trans>
                You refused the new address. Whoever asked for it was signed in as you: set a new password now, which
                signs them out.
              </Trans>
            ) : (
              <Trans>You refused. This address is not used for that account.</Trans>
            )
          }
        >
          {mailbox === 'old' && (
            <Link to="/forgot-password" className={buttonClass('primary', 'lg')}>
              <Trans>Set a new password</Trans>
            </Link>
          )}
        </PublicCard>
      );
    case 'taken':
      return (
        <PublicCard
          announce={announce}
          title={t`This address is in use`}
          icon={<PublicIcon tone="warn" icon={<Unlink />} />}
          lead={<Trans>Another account has got it meanwhile. Nothing was changed.</Trans>}
        />
      );
    case 'dead':
      return (
        <PublicCard
          announce={announce}
          title={t`This link does not work any more`}
          icon={<PublicIcon icon={<Unlink />} />}
          lead={
            <Trans>
              It was used, replaced or refused, or is more than a day old. To change your address, ask again in your
              account.
            </Trans>
          }
        >
          {signIn}
        </PublicCard>
      );
  }
}
