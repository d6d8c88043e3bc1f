import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouterState } from '@tanstack/react-router';
import { Ellipsis, Plus } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Invitation } from '@/api/types';
import { InvitationsList } from '@/features/invitations/invitations-list';
import type { InvitationShow } from '@/features/invitations/shows';
import { useInvitationActions } from '@/features/invitations/use-invitation-actions';
import { usePlace } from '@/features/session/place';
import type { UserSearch } from '@/features/users/search';
import { UsersList } from '@/features/users/users-list';
import { Forbidden } from '@/features/workspaces/forbidden';
import { workspaceQuery } from '@/features/workspaces/queries';
import { buttonClass, iconButtonClass } from '@/ui/button-class';
import { ErrorState } from '@/ui/error-state';
import { MenuButton } from '@/ui/menu';
import { Loading, Skeleton } from '@/ui/skeleton';
import { useUserMenu } from './-use-user-menu';

const RolesList = lazy(() => import('@/features/roles/roles-list'));
const PermissionsList = lazy(() => import('@/features/roles/permissions-list'));
const PolicyForm = lazy(() => import('@/features/workspaces/policy-form'));

const page = getRouteApi('/w/$workspaceId/settings/permissions');

export function MembersTab() {
  const { can } = usePlace();
  return can('users:read') ? <Members /> : <Forbidden permission="users:read" />;
}

function Members() {
  const { tab: _, show: __, invite: ___, ...search } = page.useSearch();
  const navigate = page.useNavigate();
  const trail = useTrail();
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
  return can('users:invite') ? <Invitations invite={invite} /> : <Forbidden permission="users:invite" />;
}

function Invitations({ invite }: { invite: ReactNode }) {
  const { t } = useLingui();
  const { show, cursor } = page.useSearch();
  const navigate = page.useNavigate();
  const trail = useTrail();
  const { itemsFor, dialogs } = useInvitationActions();

  function onChange(
    change: { show?: InvitationShow | undefined; cursor?: string | undefined },
    newTrail: string[] = [],
  ) {
    void navigate({ search: { tab: 'invitations', ...change }, state: { trail: newTrail }, resetScroll: false });
  }
  function menuFor(invitation: Invitation) {
    const items = itemsFor(invitation);
    if (items.length === 0) return null;
    return (
      <MenuButton
        label={t`Actions for ${invitation.name}`}
        className={iconButtonClass}
        sections={() => [{ id: 'invitation', items }]}
      >
        <Ellipsis aria-hidden="true" />
      </MenuButton>
    );
  }
  return (
    <>
      <InvitationsList
        show={show}
        cursor={cursor}
        trail={trail}
        onChange={onChange}
        menuFor={menuFor}
        invite={invite}
      />
      {dialogs}
    </>
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

function useTrail(): string[] {
  return useRouterState({ select: ({ location }) => location.state.trail }) ?? [];
}
