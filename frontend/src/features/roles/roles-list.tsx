import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ellipsis, Lock } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Role } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { iconButtonClass } from '@/ui/button-class';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { MenuButton } from '@/ui/menu';
import { SearchField } from '@/ui/search-field';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { rolesQuery } from './queries';
import { ScopeText } from './scope-text';
import { useEditRoleItem, useRoleMenu } from './use-role-menu';

const searchFrom = 10;

type RolesListProps = {
  /** The role that was just saved. */
  highlighted?: string | undefined;
  /** The button that makes one, where the reader may. */
  add: ReactNode;
};

/** The roles of the workspace: where they count, who has them, and what can be done with them. */
export default function RolesList({ highlighted, add }: RolesListProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const roles = useQuery(rolesQuery(workspaceId));
  const [sought, setSought] = useState('');
  if (roles.isPending) return <RolesSkeleton />;
  if (!roles.data) return <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />;
  const all = roles.data.data;
  const needle = sought.trim().toLocaleLowerCase();
  const found = all.filter(({ name, description }) => `${name} ${description}`.toLocaleLowerCase().includes(needle));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        {all.length >= searchFrom ? (
          <SearchField label={t`Search roles`} value={sought} onChange={setSought} className="w-72 max-sm:w-full" />
        ) : (
          <p className="max-w-prose text-muted">
            <Trans>A role says what its holders may do. Everybody has one or several.</Trans>
          </p>
        )}
        {add}
      </div>
      <p role="status" className="sr-only">
        {needle && <Plural value={found.length} one="# role found" other="# roles found" />}
      </p>
      {found.length === 0 ? (
        <EmptyState
          title={<Trans>No role matches</Trans>}
          action={
            <Button onClick={() => setSought('')}>
              <Trans>Clear search</Trans>
            </Button>
          }
        />
      ) : (
        <RolesTable roles={found} highlighted={highlighted} />
      )}
    </div>
  );
}

function RolesTable({ roles, highlighted }: { roles: Role[]; highlighted: string | undefined }) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const phone = usePhone();
  const { itemsFor, dialogs } = useRoleMenu();
  const editItem = useEditRoleItem();
  return (
    <>
      <Table
        label={t`Roles of ${workspace.name}`}
        head={
          <>
            <Th>
              <Trans>Role</Trans>
            </Th>
            {!phone && (
              <>
                <Th className="w-52">
                  <Trans>Where it counts</Trans>
                </Th>
                <Th className="w-28">
                  <Trans>Users</Trans>
                </Th>
              </>
            )}
            <Th className="w-14">
              <span className="sr-only">
                <Trans>Actions</Trans>
              </span>
            </Th>
          </>
        }
      >
        {roles.map((role) => (
          <Tr key={role.id} highlight={role.id === highlighted}>
            <Td head>
              <RoleName role={role} />
              {phone && (
                <p className="pt-1 text-muted text-sm">
                  <ScopeText scope={role.scope} /> · <Holders role={role} />
                </p>
              )}
            </Td>
            {!phone && (
              <>
                <Td className="text-sm">
                  <ScopeText scope={role.scope} />
                </Td>
                <Td className="text-sm">
                  <Holders role={role} />
                </Td>
              </>
            )}
            <Td className="text-right">
              <MenuButton
                label={t`Actions for ${role.name}`}
                className={iconButtonClass}
                sections={() => [{ id: 'role', items: [editItem(role), ...itemsFor(role)] }]}
              >
                <Ellipsis aria-hidden="true" />
              </MenuButton>
            </Td>
          </Tr>
        ))}
      </Table>
      {dialogs}
    </>
  );
}

function RoleName({ role }: { role: Role }) {
  const { workspaceId } = usePlace();
  return (
    <div className="flex max-w-prose flex-col [overflow-wrap:anywhere]">
      <span className="flex flex-wrap items-center gap-x-2">
        <Link
          to="/w/$workspaceId/settings/permissions/roles/$roleId"
          params={{ workspaceId, roleId: role.id }}
          className={`${linkClass} text-ink! max-sm:py-1`}
        >
          <bdi>{role.name}</bdi>
        </Link>
        {role.built_in && (
          <Badge icon={<Lock aria-hidden="true" className="size-3" />}>
            <Trans>Built in</Trans>
          </Badge>
        )}
      </span>
      {role.description && <span className="line-clamp-2 text-muted text-sm">{role.description}</span>}
    </div>
  );
}

/** How many people have the role; a link to them for whoever may see people. */
function Holders({ role }: { role: Role }) {
  const { workspaceId, can } = usePlace();
  const text =
    role.user_count === 0 ? <Trans>Nobody</Trans> : <Plural value={role.user_count} one="# person" other="# people" />;
  if (role.user_count === 0 || !can('users:read')) return <span className="text-muted">{text}</span>;
  return (
    <Link
      to="/w/$workspaceId/settings/users"
      params={{ workspaceId }}
      search={{ role: role.id }}
      className={`${linkClass} whitespace-nowrap`}
    >
      {text}{' '}
      <span className="sr-only">
        <Trans>with the role {role.name}</Trans>
      </span>
    </Link>
  );
}

function RolesSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {['w-24', 'w-32', 'w-28', 'w-20'].map((width) => (
          <div key={width} className="flex h-15 flex-col justify-center gap-2 border-line border-t px-4">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-2.5 w-56" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
