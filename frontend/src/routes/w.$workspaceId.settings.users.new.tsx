import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { Suspense } from 'react';
import type { InvitedUser } from '@/api/types';
import { may } from '@/app/may';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { userQuery } from '@/features/users/queries';
import { Forbidden } from '@/features/workspaces/forbidden';
import { workspaceQuery } from '@/features/workspaces/queries';
import { linkClass } from '@/ui/link-class';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';
import '@/lib/history-state';
import { preloadable } from '@/lib/preloadable';

const AddUserForm = preloadable(() => import('@/features/invitations/add-user-form'));

export const Route = createFileRoute('/w/$workspaceId/settings/users/new')({
  loader: ({ context, params }) => {
    const { queryClient } = context;
    const { workspaceId } = params;
    if (!may(queryClient, workspaceId, 'users:invite')) return;
    AddUserForm.preload();
    void queryClient.prefetchQuery(workspaceQuery(workspaceId));
    if (may(queryClient, workspaceId, 'roles:read')) void queryClient.prefetchQuery(rolesQuery(workspaceId));
    if (may(queryClient, workspaceId, 'locations:read')) void queryClient.prefetchQuery(locationsQuery(workspaceId));
  },
  component: AddUserPage,
});

function AddUserPage() {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const queryClient = useQueryClient();
  const navigate = Route.useNavigate();
  const list = { to: '/w/$workspaceId/settings/users' as const, params: { workspaceId } };

  function saved(user: InvitedUser) {
    queryClient.setQueryData(userQuery(workspaceId, user.id).queryKey, user);
    void navigate({ ...list, state: { added: user.id }, ignoreBlocker: true });
  }
  return (
    <>
      <Link {...list} className={`${linkClass} mb-2 inline-flex items-center gap-1 text-sm`}>
        <ChevronLeft aria-hidden="true" className="size-4" />
        <Trans>Users</Trans>
      </Link>
      <PageHeader title={t`Add User`} />
      {can('users:invite') ? (
        <Suspense
          fallback={
            <Loading>
              <Skeleton className="h-96 w-full rounded-lg!" />
            </Loading>
          }
        >
          <AddUserForm onSaved={saved} onCancel={() => void navigate(list)} />
        </Suspense>
      ) : (
        <Forbidden permission="users:invite" />
      )}
    </>
  );
}
