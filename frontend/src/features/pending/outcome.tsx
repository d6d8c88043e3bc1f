import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleSlash } from 'lucide-react';
import { buttonClass } from '@/ui/button-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';

const words = {
  approved: { title: msg`Your account was approved`, lead: msg`Sign in to enter.` },
  ended: {
    title: msg`Your request was not approved`,
    lead: msg`It was rejected, or nobody decided in time. To come back you need a new invitation.`,
  },
  withdrawn: { title: msg`Your request was withdrawn`, lead: msg`To come back you need a new invitation.` },
  unknown: { title: msg`Your request can't be followed here any more`, lead: msg`Sign in again to see how it stands.` },
};

export type Ending = keyof typeof words;

/** How the waiting ended. */
export function Outcome({ ending }: { ending: Ending }) {
  const { i18n } = useLingui();
  const approved = ending === 'approved';
  return (
    <PublicCard
      announce
      title={i18n._(words[ending].title)}
      icon={<PublicIcon tone={approved ? 'ok' : 'neutral'} icon={approved ? <CircleCheck /> : <CircleSlash />} />}
      lead={i18n._(words[ending].lead)}
    >
      {(approved || ending === 'unknown') && (
        <Link to="/sign-in" className={buttonClass('primary', 'lg')}>
          <Trans>Sign in</Trans>
        </Link>
      )}
    </PublicCard>
  );
}
