import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { createFileRoute, Link } from '@tanstack/react-router';
import { ChevronLeft, ScrollText, UserX } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { may } from '@/app/may';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { isGone } from '@/features/users/is-gone';
import type { TaggedUser } from '@/features/users/people';
import { editedUserQuery } from '@/features/users/queries';
import { UserCard } from '@/features/users/user-card';
import { Forbidden } from '@/features/workspaces/forbidden';
import { buttonClass } from '@/ui/button-class';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';
import '@/lib/history-state';
import { preloadable } from '@/lib/preloadable';
import { useUserMenu } from './-use-user-menu';

const EditUserForm = preloadable(() => import('@/features/users/edit-user-form'));
const WhySection = lazy(() => import('@/features/access/why-section'));

/** The question about what the person may do: a permission, and a location. */
type UserPageSearch = { why?: string | undefined; at?: string | undefined };
const word = (value: unknown) => (typeof value === 'string' ? value : undefined);

export const Route = createFileRoute('/w/$workspaceId/settings/users/$userId')({
  validateSearch: (raw: Record<string, unknown>): UserPageSearch => ({ why: word(raw.why), at: word(raw.at) }),
  loader: ({ context, params }) => {
    const { queryClient } = context;
    const { workspaceId, userId } = params;
    if (!may(queryClient, workspaceId, 'users:read')) return;
    void queryClient.prefetchQuery(editedUserQuery(workspaceId, userId));
    if (may(queryClient, workspaceId, 'roles:read')) void queryClient.prefetchQuery(rolesQuery(workspaceId));
    if (may(queryClient, workspaceId, 'locations:read')) void queryClient.prefetchQuery(locationsQuery(workspaceId));
    EditUserForm.preload();
  },
  component: EditUserPage,
});

function EditUserPage() {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const { userId } = Route.useParams();
  const user = useQuery({ ...editedUserQuery(workspaceId, userId), enabled: can('users:read') });
  const shown = isGone(user.error) ? undefined : user.data;
  return (
    <>
      <Link
        to="/w/$workspaceId/settings/users"
        params={{ workspaceId }}
        className={`${linkClass} mb-2 inline-flex items-center gap-1 text-sm`}
      >
        <ChevronLeft aria-hidden="true" className="size-4" />
        <Trans>Users</Trans>
      </Link>
      <PageHeader title={shown?.name ?? t`User`} description={shown?.email} />
      {can('users:read') ? <Content key={userId} user={shown} query={user} /> : <Forbidden permission="users:read" />}
    </>
  );
}

type ContentProps = { user: TaggedUser | undefined; query: { error: unknown; refetch: () => unknown } };

function Content({ user, query }: ContentProps): ReactNode {
  if (user) return <Editor user={user} />;
  if (isGone(query.error)) return <Gone />;
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <FormSkeleton />;
}

function Editor({ user }: { user: TaggedUser }) {
  const { workspaceId } = usePlace();
  const navigate = Route.useNavigate();
  const list = { to: '/w/$workspaceId/settings/users' as const, params: { workspaceId } };
  const { actionsFor, dialogs } = useUserMenu({ onRemoved: () => void navigate({ ...list, ignoreBlocker: true }) });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_18rem] items-start gap-6 max-lg:grid-cols-1">
      <div className="lg:order-2">
        <UserCard
          user={user}
          actions={actionsFor(user).flatMap((section) => section.items)}
          activity={<Activity user={user} />}
        />
      </div>
      <Suspense fallback={<FormSkeleton />}>
        <EditUserForm
          user={user}
          onSaved={({ id }) => void navigate({ ...list, state: { added: id }, ignoreBlocker: true })}
          onCancel={() => void navigate(list)}
        />
      </Suspense>
      <div className="order-last col-span-full">
        <Why user={user} />
      </div>
      {dialogs}
    </div>
  );
}

/** The way to what the audit log has about the person. */
function Activity({ user }: { user: TaggedUser }) {
  const { workspaceId, can } = usePlace();
  if (!can('audit:read')) return null;
  return (
    <Link
      to="/w/$workspaceId/settings/audit"
      params={{ workspaceId }}
      search={{ about: user.id }}
      className={`${linkClass} inline-flex min-h-6 items-center gap-1.5 text-sm`}
    >
      <ScrollText aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <Trans>
          Activity of <bdi>{user.name}</bdi>
        </Trans>
      </span>
    </Link>
  );
}

function Why({ user }: { user: TaggedUser }) {
  const { can } = usePlace();
  const { why, at } = Route.useSearch();
  const navigate = Route.useNavigate();
  if (!can('roles:read')) return null;
  return (
    <Suspense fallback={null}>
      <WhySection
        user={user}
        question={why ? { permission: why, location: at } : null}
        onAsk={({ permission, location }) =>
          void navigate({ search: { why: permission, at: location }, replace: true, resetScroll: false })
        }
      />
    </Suspense>
  );
}

function FormSkeleton() {
  return (
    <Loading>
      <Skeleton className="h-110 w-full rounded-lg! max-lg:h-134 max-sm:h-148" />
    </Loading>
  );
}

function Gone() {
  const { workspaceId, workspace } = usePlace();
  return (
    <EmptyState
      icon={<UserX aria-hidden="true" className="size-5" />}
      title={
        <Trans>
          This person is no longer in <bdi>{workspace.name}</bdi>
        </Trans>
      }
      action={
        <Link to="/w/$workspaceId/settings/users" params={{ workspaceId }} className={buttonClass()}>
          <Trans>Back to the users</Trans>
        </Link>
      }
    >
      <Trans>They were removed, or they left.</Trans>
    </EmptyState>
  );
}
