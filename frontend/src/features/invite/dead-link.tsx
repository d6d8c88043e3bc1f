import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Unlink } from 'lucide-react';
import { problemText } from '@/i18n/problem-text';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { buttonClass } from '@/ui/button-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import { type DeadCode, requestNewInvitation } from './invitation';

const words = {
  invitation_expired: {
    title: msg`This invitation has expired`,
    lead: msg`Its link worked for a limited time only. You can ask for a new one.`,
  },
  invitation_revoked: {
    title: msg`This invitation was withdrawn`,
    lead: msg`Whoever sent it has taken it back. You can ask for a new one.`,
  },
  invitation_superseded: {
    title: msg`A newer invitation was sent`,
    lead: msg`This link stopped working when the newer one was sent. Use the link in the latest e-mail, or ask for another.`,
  },
  invitation_declined: {
    title: msg`This invitation was declined`,
    lead: msg`If that was a mistake, you can ask for a new one.`,
  },
  invitation_accepted: {
    title: msg`This invitation was already accepted`,
    lead: msg`Sign in to go on.`,
  },
  invitation_invalid: {
    title: msg`This link is not valid`,
    lead: msg`It may be incomplete. Open it again from your e-mail, or copy all of it into the address bar.`,
  },
};

/** What happened to a link that no longer works, in its own words, and the way on. */
export default function DeadLink({ code, token }: { code: DeadCode; token: string }) {
  const { i18n } = useLingui();
  const accepted = code === 'invitation_accepted';
  return (
    <PublicCard
      announce
      title={i18n._(words[code].title)}
      icon={<PublicIcon tone={accepted ? 'ok' : 'neutral'} icon={accepted ? <CircleCheck /> : <Unlink />} />}
      lead={i18n._(words[code].lead)}
    >
      {accepted && (
        <Link to="/sign-in" className={buttonClass('primary', 'lg')}>
          <Trans>Sign in</Trans>
        </Link>
      )}
      {!accepted && code !== 'invitation_invalid' && <AskForNew token={token} />}
    </PublicCard>
  );
}

function AskForNew({ token }: { token: string }) {
  const { i18n } = useLingui();
  const ask = useMutation({ mutationFn: () => requestNewInvitation(token) });
  return (
    <>
      {ask.error && <Banner tone="danger">{problemText(i18n, ask.error)}</Banner>}
      <div role="status" className="empty:-mt-6">
        {ask.isSuccess && (
          <Banner tone="ok">
            <Trans>Your request was passed on. If a new invitation is sent, it comes by e-mail.</Trans>
          </Banner>
        )}
      </div>
      {!ask.isSuccess && (
        <Button variant="primary" size="lg" busy={ask.isPending} onClick={() => ask.mutate()}>
          <Trans>Ask for a new one</Trans>
        </Button>
      )}
    </>
  );
}
