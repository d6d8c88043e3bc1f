import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PublicCard } from '@/ui/public-card';

export const Route = createFileRoute('/_public/reset-password')({ component: ResetPasswordPage });

function ResetPasswordPage() {
  const { t } = useLingui();
  return <PublicCard title={t`Set a new password`} />;
}
