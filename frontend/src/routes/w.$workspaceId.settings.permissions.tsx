import { useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { PageHeader } from '@/ui/page-header';

export const Route = createFileRoute('/w/$workspaceId/settings/permissions')({ component: PermissionsPage });

function PermissionsPage() {
  const { t } = useLingui();
  return <PageHeader title={t`Membership & Permissions`} />;
}
