import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PageHeader } from '@/ui/page-header';

export const Route = createFileRoute('/w/$workspaceId/login-requests')({ component: LoginRequestsPage });

function LoginRequestsPage() {
  const { t } = useLingui();
  return <PageHeader title={t`Review Pending Requests`} />;
}
