import { Trans, useLingui } from '@lingui/react/macro';
import { createFileRoute, Link, useRouterState } from '@tanstack/react-router';
import { FileUp, UserPlus } from 'lucide-react';
import { may } from '@/app/may';
import { usePlace } from '@/features/session/place';
import { JustYou } from '@/features/users/people-by-status';
import { usersQuery } from '@/features/users/queries';
import { type UserSearch, userSearch } from '@/features/users/search';
import { UsersList } from '@/features/users/users-list';
import { Forbidden } from '@/features/workspaces/forbidden';
import { buttonClass } from '@/ui/button-class';
import { PageHeader } from '@/ui/page-header';
import '@/lib/history-state';
import { useUserMenu } from './-use-user-menu';

export const Route = createFileRoute('/w/$workspaceId/settings/users/')({
  validateSearch: userSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) => {
    const { queryClient } = context;
    if (may(queryClient, params.workspaceId, 'users:read')) {
      void queryClient.prefetchQuery(usersQuery(params.workspaceId, deps));
    }
  },
  component: UsersPage,
});

function UsersPage() {
  const { t } = useLingui();
  const { workspaceId, can, confinedTo } = usePlace();
  return (
    <>
      <PageHeader
        title={t`Users`}
        actions={
          can('users:invite') && (
            <>
              {/* A file is for the whole workspace. */}
              {confinedTo('users:invite') === null && (
                <Link to="/w/$workspaceId/settings/users/import" params={{ workspaceId }} className={buttonClass()}>
                  <FileUp aria-hidden="true" className="size-4" />
                  <Trans>Import people</Trans>
                </Link>
              )}
              <Link to="/w/$workspaceId/settings/users/new" params={{ workspaceId }} className={buttonClass('primary')}>
                <UserPlus aria-hidden="true" className="size-4" />
                <Trans>Add User</Trans>
              </Link>
            </>
          )
        }
      />
      {can('users:read') ? <List /> : <Forbidden permission="users:read" />}
    </>
  );
}

function List() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const { trail, added } = useRouterState({ select: ({ location }) => location.state });
  const { menuFor, dialogs } = useUserMenu();

  function onSearch(change: UserSearch, newTrail: string[] = []) {
    void navigate({
      search: (before) => ({ ...before, cursor: undefined, ...change }),
      state: { trail: newTrail },
      // Typing and filtering refine one step; turning a page is a step of its own, for Back.
      replace: !('cursor' in change),
      resetScroll: 'cursor' in change,
    });
  }
  return (
    <>
      <UsersList
        search={search}
        trail={trail ?? []}
        onSearch={onSearch}
        added={added}
        menuFor={menuFor}
        alone={<JustYou />}
      />
      {dialogs}
    </>
  );
}
