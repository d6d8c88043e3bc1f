import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PublicCard } from '@/ui/public-card';

export const Route = createFileRoute('/_public/invite')({ component: InvitePage });

function InvitePage() {
  const { t } = useLingui();
  return <PublicCard title={t`Invitation`} />;
}
