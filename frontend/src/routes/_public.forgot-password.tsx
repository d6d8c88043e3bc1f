import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute, Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { ForgotForm } from '@/features/password/forgot-form';
import { linkClass } from '@/ui/link-class';
import { PublicCard } from '@/ui/public-card';
import { PublicIcon } from '@/ui/public-icon';

export const Route = createFileRoute('/_public/forgot-password')({ component: ForgotPasswordPage });

function ForgotPasswordPage() {
  const { t } = useLingui();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const foot = (
    <Link to="/sign-in" className={linkClass}>
      <Trans>Back to sign-in</Trans>
    </Link>
  );
  if (sentTo !== null) {
    return (
      <PublicCard
        key="sent"
        announce
        title={t`Check your e-mail`}
        icon={<PublicIcon icon={<MailCheck />} />}
        lead={
          <Trans>
            If <strong className="font-medium text-ink">{sentTo}</strong> has an account, a link to set a new password
            is on its way.
          </Trans>
        }
        foot={foot}
      />
    );
  }
  return (
    <PublicCard
      title={t`Forgot your password?`}
      lead={<Trans>Enter your e-mail address, and we send you a link to set a new one.</Trans>}
      foot={foot}
    >
      <ForgotForm onSent={setSentTo} />
    </PublicCard>
  );
}
