import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouterState } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { InvitationsSkeleton } from '@/features/invitations/invitations-skeleton';
import { usePlace } from '@/features/session/place';
import type { UserSearch } from '@/features/users/search';
import { UsersList } from '@/features/users/users-list';
import { Forbidden } from '@/features/workspaces/forbidden';
import { workspaceQuery } from '@/features/workspaces/queries';
import { buttonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Invitations, RolesList } from './-permission-parts';
import { useUserMenu } from './-use-user-menu';

const PermissionsList = lazy(() => import('@/features/roles/permissions-list'));
const PolicyForm = lazy(() => import('@/features/workspaces/policy-form'));

const page = getRouteApi('/w/$workspaceId/settings/permissions');

export function MembersTab() {
  const { can } = usePlace();
  return can('users:read') ? <Members /> : <Forbidden permission="users:read" />;
}

function Members() {
  const { tab: _, show: __, mail: ____, invite: ___, ...search } = page.useSearch();
  const navigate = page.useNavigate();
  const trail = useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
  const { menuFor, dialogs } = useUserMenu();
  function onSearch(change: UserSearch, newTrail: string[] = []) {
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, ...change }),
      state: { trail: newTrail },
      replace: !('cursor' in change),
      resetScroll: 'cursor' in change,
    });
  }
  return (
    <>
      <UsersList search={search} trail={trail} onSearch={onSearch} menuFor={menuFor} />
      {dialogs}
    </>
  );
}

export function InvitationsTab({ invite }: { invite: ReactNode }) {
  const { can } = usePlace();
  if (!can('users:invite')) return <Forbidden permission="users:invite" />;
  return (
    <Suspense fallback={<InvitationsSkeleton />}>
      <Invitations invite={invite} />
    </Suspense>
  );
}

export function RolesTab() {
  const { workspaceId, can } = usePlace();
  const added = useRouterState({ select: ({ location }) => location.state.added });
  const add = can('roles:write') && (
    <Link
      to="/w/$workspaceId/settings/permissions/roles/new"
      params={{ workspaceId }}
      className={buttonClass('primary')}
    >
      <Plus aria-hidden="true" className="size-4" />
      <Trans>New Role</Trans>
    </Link>
  );
  if (!can('roles:read')) return <Forbidden permission="roles:read" />;
  return (
    <Suspense fallback={null}>
      <RolesList highlighted={added} add={add} />
    </Suspense>
  );
}

export function CatalogueTab() {
  const { can } = usePlace();
  if (!can('roles:read')) return <Forbidden permission="roles:read" />;
  return (
    <Suspense fallback={null}>
      <PermissionsList />
    </Suspense>
  );
}

export function PolicyTab() {
  const { workspaceId } = usePlace();
  const workspace = useQuery(workspaceQuery(workspaceId));
  if (workspace.isPending) return <PolicySkeleton />;
  if (!workspace.data) return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />;
  return (
    <div className="max-w-3xl">
      <Suspense fallback={<PolicySkeleton />}>
        <PolicyForm key={workspaceId} workspace={workspace.data} />
      </Suspense>
    </div>
  );
}

function PolicySkeleton() {
  return (
    <Loading>
      <Skeleton className="h-96 w-full max-w-3xl rounded-lg!" />
    </Loading>
  );
}
