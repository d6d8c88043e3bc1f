import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PublicCard } from '@/ui/public-card';

export const Route = createFileRoute('/_public/pending')({ component: PendingPage });

function PendingPage() {
  const { t } = useLingui();
  return <PublicCard title={t`Account pending approval`} />;
}
