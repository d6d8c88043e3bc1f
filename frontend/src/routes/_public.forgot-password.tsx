import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PublicCard } from '@/ui/public-card';

export const Route = createFileRoute('/_public/forgot-password')({ component: ForgotPasswordPage });

function ForgotPasswordPage() {
  const { t } = useLingui();
  return <PublicCard title={t`Forgot your password?`} />;
}
