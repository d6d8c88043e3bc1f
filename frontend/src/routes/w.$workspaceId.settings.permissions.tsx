import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { may } from '@/app/may';
import { type InvitationShow, invitationShows, type MailState, mailStates } from '@/features/invitations/shows';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { usersQuery } from '@/features/users/queries';
import { type UserSearch, userSearch } from '@/features/users/search';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/page-header';
import { Tabs } from '@/ui/tabs';
import '@/lib/history-state';
import { Invitations, RolesList } from './-permission-parts';
import { CatalogueTab, InvitationsTab, MembersTab, PolicyTab, RolesTab } from './-permission-tabs';

const InviteDialog = lazy(() => import('@/features/invitations/invite-dialog'));

const tabs = ['members', 'invitations', 'roles', 'permissions', 'policy'] as const;
export type PermissionsSearch = UserSearch & {
  tab?: (typeof tabs)[number] | undefined;
  show?: InvitationShow | undefined;
  mail?: MailState | undefined;
  invite?: true | undefined;
};

export const Route = createFileRoute('/w/$workspaceId/settings/permissions')({
  validateSearch: (raw: Record<string, unknown>): PermissionsSearch => ({
    ...userSearch(raw),
    tab: tabs.find((tab) => tab === raw.tab && tab !== 'members'),
    show: invitationShows.find((show) => show === raw.show),
    mail: mailStates.find((mail) => mail === raw.mail),
    invite: raw.invite === true || undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params: { workspaceId }, deps }) => {
    const allowed = (permission: string) => may(queryClient, workspaceId, permission);
    const { tab, q, show, mail, cursor } = deps;
    // The code of a tab comes with that of the page, and what it lists as well.
    if (!tab && allowed('users:read')) void queryClient.prefetchQuery(usersQuery(workspaceId, userSearch(deps)));
    if (tab === 'invitations' && allowed('users:invite')) {
      Invitations.preload();
      void import('@/features/invitations/api').then(({ invitationsQuery, filterOf }) =>
        queryClient.prefetchQuery(invitationsQuery(workspaceId, filterOf({ q, show, mail, cursor }))),
      );
    }
    if (tab === 'roles' && allowed('roles:read')) {
      RolesList.preload();
      void queryClient.prefetchQuery(rolesQuery(workspaceId));
    }
  },
  component: PermissionsPage,
});

function PermissionsPage() {
  const { t } = useLingui();
  const { can } = usePlace();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();

  const openInvite = () => void navigate({ search: (before) => ({ ...before, invite: true as const }) });
  const closeInvite = () =>
    void navigate({ search: (before) => ({ ...before, invite: undefined }), replace: true, resetScroll: false });
  // Where the tab has a main action of its own, this one steps back.
  const own = search.tab === 'roles' || search.tab === 'permissions';
  const invite = can('users:invite') && (
    <Button
      variant={own ? 'secondary' : 'primary'}
      icon={<UserPlus aria-hidden="true" className="size-4" />}
      onClick={openInvite}
    >
      <Trans>Invite New User</Trans>
    </Button>
  );
  return (
    <>
      <PageHeader title={t`Membership & Permissions`} actions={invite} />
      <Tabs
        label={t`Membership & Permissions`}
        selected={search.tab ?? 'members'}
        onSelect={(tab) => void navigate({ search: { tab: tabs.find((one) => one === tab) }, resetScroll: false })}
        tabs={[
          { id: 'members', title: <Trans>Members</Trans>, content: <MembersTab /> },
          { id: 'invitations', title: <Trans>Invitations</Trans>, content: <InvitationsTab invite={invite} /> },
          { id: 'roles', title: <Trans>Roles</Trans>, content: <RolesTab /> },
          { id: 'permissions', title: <Trans>Permissions</Trans>, content: <CatalogueTab /> },
          { id: 'policy', title: <Trans>Policy</Trans>, content: <PolicyTab /> },
        ]}
      />
      {search.invite && can('users:invite') && (
        <Suspense fallback={null}>
          <InviteDialog onClose={closeInvite} />
        </Suspense>
      )}
    </>
  );
}
