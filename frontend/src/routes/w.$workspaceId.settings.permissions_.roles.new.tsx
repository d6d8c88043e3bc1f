import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { may } from '@/app/may';
import { copyOf, emptyRole } from '@/features/roles/edit-role';
import { mayGive, useGiver } from '@/features/roles/giving';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { ErrorState } from '@/ui/error-state';
import { showToast } from '@/ui/toast';
import '@/lib/history-state';
import { RoleGone, RolePage, RoleSkeleton } from './-role-page';

const NewRoleForm = lazy(() => import('@/features/roles/new-role-form'));

export const Route = createFileRoute('/w/$workspaceId/settings/permissions_/roles/new')({
  validateSearch: (raw: Record<string, unknown>): { copy?: string | undefined } => ({
    copy: typeof raw.copy === 'string' ? raw.copy : undefined,
  }),
  loader: ({ context: { queryClient }, params }) => {
    if (!may(queryClient, params.workspaceId, 'roles:read')) return;
    void import('@/features/roles/preload').then(({ preloadRoles }) =>
      preloadRoles(queryClient, 'new', params.workspaceId),
    );
  },
  component: NewRolePage,
});

function NewRolePage() {
  const { t } = useLingui();
  const { copy } = Route.useSearch();
  return (
    <RolePage title={t`New role`} needs="roles:write">
      <Start key={copy} copy={copy} />
    </RolePage>
  );
}

/** The form, begun empty or like another role. */
function Start({ copy }: { copy: string | undefined }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const navigate = Route.useNavigate();
  const giver = useGiver();
  const roles = useQuery(rolesQuery(workspaceId));
  const list = {
    to: '/w/$workspaceId/settings/permissions' as const,
    params: { workspaceId },
    search: { tab: 'roles' as const },
  };
  // Whether the reader is Admin, who may give everything, is known from the roles.
  if (roles.isPending) return <RoleSkeleton />;
  if (!roles.data) return <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />;
  const model = roles.data.data.find(({ id }) => id === copy);
  if (copy && !model) return <RoleGone />;
  const start = model ? copyOf(model, t`Copy of ${model.name}`, (each) => mayGive(giver, each)) : emptyRole;
  return (
    <Suspense fallback={<RoleSkeleton />}>
      <NewRoleForm
        start={start}
        onSaved={({ id, name }) => {
          showToast({ title: t`Role ${name} saved` });
          void navigate({ ...list, state: { added: id }, ignoreBlocker: true });
        }}
        onCancel={() => void navigate(list)}
      />
    </Suspense>
  );
}
