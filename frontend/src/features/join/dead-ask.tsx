import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { CircleCheck, MailOpen, Unlink } from 'lucide-react';
import { buttonClass } from '@/ui/button-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';
import type { DeadAskCode } from './join';

const words = {
  access_request_invalid: {
    title: msg`This link is not valid`,
    lead: msg`It may be incomplete. Open it again from your e-mail, or copy all of it into the address bar.`,
  },
  access_request_ended: {
    title: msg`This link no longer works`,
    lead: msg`It has expired, or the request was closed. You can ask to join again where you asked before.`,
  },
  access_request_superseded: {
    title: msg`A newer link was sent`,
    lead: msg`This one stopped working then. Use the link in the latest e-mail.`,
  },
  access_request_confirmed: {
    title: msg`Your address is confirmed already`,
    lead: msg`Sign in to see how your request stands.`,
  },
  invitation_open: {
    title: msg`You were invited meanwhile`,
    lead: msg`Accept that invitation instead: its link came in another e-mail.`,
  },
};

const icons = { access_request_confirmed: <CircleCheck />, invitation_open: <MailOpen /> };

/** What happened to a link that no longer works, in its own words, and the way on. */
export function DeadAsk({ code }: { code: DeadAskCode }) {
  const { i18n } = useLingui();
  const good = code === 'access_request_confirmed' || code === 'invitation_open';
  return (
    <PublicCard
      announce
      title={i18n._(words[code].title)}
      icon={<PublicIcon tone={good ? 'ok' : 'neutral'} icon={good ? icons[code] : <Unlink />} />}
      lead={i18n._(words[code].lead)}
    >
      {code === 'access_request_confirmed' && (
        <Link to="/sign-in" className={buttonClass('primary', 'lg')}>
          <Trans>Sign in</Trans>
        </Link>
      )}
    </PublicCard>
  );
}
