import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PublicCard } from '@/ui/public-card';

export const Route = createFileRoute('/_public/setup')({ component: SetupPage });

function SetupPage() {
  const { t } = useLingui();
  return <PublicCard title={t`Set up Gatehouse`} />;
}
