import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ShieldX } from 'lucide-react';
import type { ReactNode } from 'react';
import { usePlace } from '@/features/session/place';
import { Forbidden } from '@/features/workspaces/forbidden';
import { buttonClass } from '@/ui/button-class';
import { EmptyState } from '@/ui/empty-state';
import { linkClass } from '@/ui/link-class';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';

/** What the pages about roles share: the way back, the title, and the refusal where the reader may not see roles. */
export function RolePage({
  title,
  description,
  actions,
  needs = 'roles:read',
  children,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  needs?: string;
  children: ReactNode;
}) {
  const { workspaceId, can } = usePlace();
  const missing = can('roles:read') ? (can(needs) ? null : needs) : 'roles:read';
  return (
    <>
      <Link
        to="/w/$workspaceId/settings/permissions"
        params={{ workspaceId }}
        search={{ tab: 'roles' }}
        className={`${linkClass} mb-2 inline-flex items-center gap-1 text-sm`}
      >
        <ChevronLeft aria-hidden="true" className="size-4" />
        <Trans>Roles</Trans>
      </Link>
      <PageHeader title={title} description={description} actions={missing ? undefined : actions} />
      {missing ? <Forbidden permission={missing} /> : children}
    </>
  );
}

export function RoleGone() {
  const { workspaceId, workspace } = usePlace();
  return (
    <EmptyState
      icon={<ShieldX aria-hidden="true" className="size-5" />}
      title={
        <Trans>
          This role is no longer in <bdi>{workspace.name}</bdi>
        </Trans>
      }
      action={
        <Link
          to="/w/$workspaceId/settings/permissions"
          params={{ workspaceId }}
          search={{ tab: 'roles' }}
          className={buttonClass()}
        >
          <Trans>Back to the roles</Trans>
        </Link>
      }
    >
      <Trans>It was deleted.</Trans>
    </EmptyState>
  );
}

export function RoleSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-5">
        <Skeleton className="h-64 w-full rounded-lg!" />
        <Skeleton className="h-96 w-full rounded-lg!" />
      </div>
    </Loading>
  );
}
