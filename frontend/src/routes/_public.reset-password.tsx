import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute, Link } from '@tanstack/react-router';
import { CircleCheck, Unlink } from 'lucide-react';
import { useState } from 'react';
import { dropSession } from '@/api/token';
import { ResetForm } from '@/features/password/reset-form';
import { useLinkToken } from '@/lib/link-token';
import { buttonClass } from '@/ui/button-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';

export const Route = createFileRoute('/_public/reset-password')({ component: ResetPasswordPage });

function ResetPasswordPage() {
  const { t } = useLingui();
  const token = useLinkToken('/reset-password');
  const [outcome, setOutcome] = useState<{ token: string | null; kind: 'done' | 'dead' } | null>(null);

  function done() {
    // The server ended all sessions of the account, this browser's too.
    dropSession();
    setOutcome({ token, kind: 'done' });
  }
  if (outcome?.kind === 'done') {
    return (
      <PublicCard
        key="done"
        announce
        title={t`Your password is set`}
        icon={<PublicIcon tone="ok" icon={<CircleCheck />} />}
        lead={<Trans>Sign in with it now. All other devices were signed out.</Trans>}
      >
        <Link to="/sign-in" className={buttonClass('primary', 'lg')}>
          <Trans>Sign in</Trans>
        </Link>
      </PublicCard>
    );
  }
  // A newer link opened in the same tab starts afresh.
  if (!token || outcome?.token === token) {
    return (
      <PublicCard
        key="dead"
        announce={outcome !== null}
        title={t`This link does not work any more`}
        icon={<PublicIcon icon={<Unlink />} />}
        lead={
          <Trans>
            It was used, has expired, or is incomplete. Open the latest one from your e-mail, or ask for another.
          </Trans>
        }
      >
        <Link to="/forgot-password" className={buttonClass('primary', 'lg')}>
          <Trans>Ask for a new link</Trans>
        </Link>
      </PublicCard>
    );
  }
  return (
    <PublicCard title={t`Set a new password`}>
      <ResetForm key={token} token={token} onDone={done} onDead={() => setOutcome({ token, kind: 'dead' })} />
    </PublicCard>
  );
}
