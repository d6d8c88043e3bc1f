import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Problem } from '@/api/problem';
import { may } from '@/app/may';
import { roleQuery, type TaggedRole } from '@/features/roles/one-role';
import { rolesQuery } from '@/features/roles/queries';
import { useRoleLimits } from '@/features/roles/use-role-limits';
import { useRoleMenu } from '@/features/roles/use-role-menu';
import { usePlace } from '@/features/session/place';
import { buttonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';
import { MenuButton } from '@/ui/menu';
import { showToast } from '@/ui/toast';
import '@/lib/history-state';
import { RoleGone, RolePage, RoleSkeleton } from './-role-page';

const EditRoleForm = lazy(() => import('@/features/roles/edit-role-form'));
const RoleView = lazy(() => import('@/features/roles/role-view'));

export const Route = createFileRoute('/w/$workspaceId/settings/permissions_/roles/$roleId/')({
  loader: ({ context: { queryClient }, params }) => {
    if (!may(queryClient, params.workspaceId, 'roles:read')) return;
    void import('@/features/roles/preload').then(({ preloadRoles }) =>
      preloadRoles(queryClient, 'edit', params.workspaceId, params.roleId),
    );
  },
  component: OneRolePage,
});

function OneRolePage() {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const { roleId } = Route.useParams();
  const role = useQuery({ ...roleQuery(workspaceId, roleId), enabled: can('roles:read') });
  const gone = role.error instanceof Problem && role.error.status === 404;
  const shown = gone ? undefined : role.data;
  return (
    <RolePage title={shown?.name ?? t`Role`} actions={shown && <Actions role={shown} />}>
      {shown ? (
        <Suspense fallback={<RoleSkeleton />}>
          <Content key={roleId} role={shown} />
        </Suspense>
      ) : gone ? (
        <RoleGone />
      ) : role.error ? (
        <ErrorState error={role.error} onRetry={() => void role.refetch()} />
      ) : (
        <RoleSkeleton />
      )}
    </RolePage>
  );
}

function useBack() {
  const { workspaceId } = usePlace();
  const navigate = Route.useNavigate();
  return (added?: string) =>
    void navigate({
      to: '/w/$workspaceId/settings/permissions',
      params: { workspaceId },
      search: { tab: 'roles' },
      ...(added ? { state: { added } } : {}),
      ignoreBlocker: true,
    });
}

function Actions({ role }: { role: TaggedRole }) {
  const { t } = useLingui();
  const back = useBack();
  const { itemsFor, dialogs } = useRoleMenu(back);
  return (
    <>
      <MenuButton
        label={t`Actions for ${role.name}`}
        className={buttonClass()}
        sections={() => [{ id: 'role', items: itemsFor(role) }]}
      >
        <Ellipsis aria-hidden="true" className="size-4" />
        <Trans>More</Trans>
      </MenuButton>
      {dialogs}
    </>
  );
}

function Content({ role }: { role: TaggedRole }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const back = useBack();
  const limitOf = useRoleLimits();
  const roles = useQuery(rolesQuery(workspaceId));
  // Whether the reader is Admin, who may change every role but their own, is known from the roles.
  if (roles.isPending) return <RoleSkeleton />;
  const limit = limitOf(role);
  if (limit) return <RoleView role={role} limit={limit} />;
  return (
    <EditRoleForm
      role={role}
      onSaved={({ id, name }) => {
        showToast({ title: t`Role ${name} saved` });
        back(id);
      }}
    />
  );
}
