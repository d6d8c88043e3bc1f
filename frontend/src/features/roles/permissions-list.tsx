import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, KeyRound, Pencil, Plus, Trash2 } from 'lucide-react';
import { Fragment, lazy, Suspense, useState } from 'react';
import type { Permission } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Button } from '@/ui/button';
import { iconButtonClass } from '@/ui/button-class';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { MenuButton } from '@/ui/menu';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { permissionsQuery } from './permission-queries';
import { groupPermissions, permissionText, resourceText } from './permission-text';

const PermissionDialog = lazy(() => import('./permission-dialog'));
const RemovePermission = lazy(() => import('./remove-permission'));

type Open = { what: 'add' } | { what: 'edit' | 'remove'; permission: Permission };

/** The permissions that roles can hold: those of the workspace's own app, which can be changed, and Gatehouse's own. */
export default function PermissionsList() {
  const { workspaceId, can } = usePlace();
  const catalogue = useQuery(permissionsQuery(workspaceId));
  const [open, setOpen] = useState<Open | null>(null);
  const [saved, setSaved] = useState<string>();
  if (catalogue.isPending) return <PermissionsSkeleton />;
  if (!catalogue.data) return <ErrorState error={catalogue.error} onRetry={() => void catalogue.refetch()} />;
  const all = catalogue.data.data;
  const close = () => setOpen(null);
  return (
    <div className="flex flex-col gap-10">
      <OwnApp
        permissions={all.filter(({ origin }) => origin === 'workspace')}
        saved={saved}
        {...(can('roles:write') ? { onOpen: setOpen } : {})}
      />
      <OfGatehouse permissions={all.filter(({ origin }) => origin === 'gatehouse')} />
      <Suspense fallback={null}>
        {(open?.what === 'add' || open?.what === 'edit') && (
          <PermissionDialog
            catalogue={all}
            edited={open.what === 'edit' ? open.permission : undefined}
            onClose={close}
            onSaved={setSaved}
          />
        )}
        {open?.what === 'remove' && <RemovePermission permission={open.permission} onClose={close} />}
      </Suspense>
    </div>
  );
}

type OwnAppProps = { permissions: Permission[]; saved: string | undefined; onOpen?: (open: Open) => void };

function OwnApp({ permissions, saved, onOpen }: OwnAppProps) {
  const { t } = useLingui();
  const { workspace } = usePlace();
  const add = onOpen && (
    <Button
      variant="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      onClick={() => onOpen({ what: 'add' })}
    >
      <Trans>Add Permission</Trans>
    </Button>
  );
  return (
    <section className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex flex-col gap-1">
          <h2 className="font-semibold text-lg">
            <Trans>Of your own app</Trans>
          </h2>
          <p className="max-w-prose text-muted">
            <Trans>
              Roles give them as they give Gatehouse's own, and your app asks whether somebody has them before it lets
              them do something.
            </Trans>
          </p>
        </div>
        {permissions.length > 0 && add}
      </div>
      {permissions.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface shadow-card">
          <EmptyState
            icon={<KeyRound aria-hidden="true" className="size-5" />}
            title={<Trans>Your app has no permissions here yet</Trans>}
            action={add}
          >
            <Trans>
              For example <code className="font-mono text-ink text-sm">fleet:dispatch</code>, for whoever may send
              vehicles out.
            </Trans>
          </EmptyState>
        </div>
      ) : (
        <Table label={t`Permissions of the own app of ${workspace.name}`} head={<Head menu={Boolean(onOpen)} />}>
          {groupPermissions(permissions).flatMap((group) =>
            group.permissions.map((each) => (
              <Row
                key={each.permission}
                permission={each}
                highlight={each.permission === saved}
                {...(onOpen ? { onOpen } : {})}
              />
            )),
          )}
        </Table>
      )}
    </section>
  );
}

function OfGatehouse({ permissions }: { permissions: Permission[] }) {
  const { t, i18n } = useLingui();
  const phone = usePhone();
  return (
    <section className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold text-lg">
          <Trans>Of Gatehouse</Trans>
        </h2>
        <p className="max-w-prose text-muted">
          <Trans>What roles can allow in Gatehouse itself. They are the same in every workspace.</Trans>
        </p>
      </div>
      <Table label={t`Permissions of Gatehouse`} head={<Head menu={false} />}>
        {groupPermissions(permissions).map((group) => (
          <Fragment key={group.resource}>
            <tr className="border-line border-b bg-sunken">
              <th
                scope="colgroup"
                colSpan={phone ? 1 : 2}
                className="px-4 py-1.5 text-left font-medium text-muted text-sm"
              >
                {resourceText(i18n, group.resource)}
              </th>
            </tr>
            {group.permissions.map((each) => (
              <Row key={each.permission} permission={each} />
            ))}
          </Fragment>
        ))}
      </Table>
    </section>
  );
}

function Head({ menu }: { menu: boolean }) {
  const phone = usePhone();
  return (
    <>
      <Th>
        <Trans>Permission</Trans>
      </Th>
      {!phone && (
        <Th className="w-28">
          <Trans>Roles</Trans>
        </Th>
      )}
      {menu && (
        <Th className="w-14">
          <span className="sr-only">
            <Trans>Actions</Trans>
          </span>
        </Th>
      )}
    </>
  );
}

type RowProps = { permission: Permission; highlight?: boolean; onOpen?: (open: Open) => void };

function Row({ permission, highlight = false, onOpen }: RowProps) {
  const { t, i18n } = useLingui();
  const { permission: name, description, role_count: count } = permission;
  const text = permissionText(i18n, name, description);
  const phone = usePhone();
  const roles = <Plural value={count} _0="in no role" one="in # role" other="in # roles" />;
  return (
    <Tr highlight={highlight}>
      <Td head>
        <div className="flex max-w-prose flex-col [overflow-wrap:anywhere]">
          {text !== name && <span>{text}</span>}
          <code className={`font-mono ${text === name ? '' : 'text-muted text-xs'}`}>{name}</code>
          {phone && <span className="text-muted text-sm">{roles}</span>}
        </div>
      </Td>
      {!phone && <Td className="whitespace-nowrap text-muted text-sm">{roles}</Td>}
      {onOpen && (
        <Td className="text-right">
          <MenuButton
            label={t`Actions for ${name}`}
            className={iconButtonClass}
            sections={() => [
              {
                id: 'permission',
                items: [
                  {
                    id: 'edit',
                    text: t`Edit description`,
                    icon: <Pencil />,
                    onAction: () => onOpen({ what: 'edit', permission }),
                  },
                  {
                    id: 'remove',
                    text: t`Remove…`,
                    icon: <Trash2 />,
                    danger: true,
                    onAction: () => onOpen({ what: 'remove', permission }),
                  },
                ],
              },
            ]}
          >
            <Ellipsis aria-hidden="true" />
          </MenuButton>
        </Td>
      )}
    </Tr>
  );
}

function PermissionsSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-5 w-40" />
        <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
          {['w-56', 'w-64', 'w-48', 'w-60'].map((width) => (
            <div key={width} className="flex h-15 flex-col justify-center gap-2 border-line border-t px-4">
              <Skeleton className={`h-3 ${width}`} />
              <Skeleton className="h-2.5 w-28" />
            </div>
          ))}
        </div>
      </div>
    </Loading>
  );
}
