import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Archive, MapPin } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Location } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { LoadMore } from '@/ui/load-more';
import { NativeSelect } from '@/ui/native-select';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { locationsListQuery } from './queries';
import { zoneName } from './time-zones';

type LocationsListProps = {
  archived: boolean;
  onArchived: (archived: boolean) => void;
  highlighted?: string | undefined;
  /** The button that makes one, where the reader may. */
  add: ReactNode;
  menuFor: (location: Location) => ReactNode;
};

/** The places of the workspace, those in use or the archived ones, with how many people have each. */
export function LocationsList({ archived, onArchived, highlighted, add, menuFor }: LocationsListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const phone = usePhone();
  const list = useInfiniteQuery(locationsListQuery(workspaceId, archived));
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className="flex flex-col gap-3">
      <NativeSelect
        label={t`Show`}
        className="w-44 max-sm:w-full"
        value={archived ? 'archived' : 'used'}
        onChange={(event) => onArchived(event.target.value === 'archived')}
        options={[
          { id: 'used', name: t`In use` },
          { id: 'archived', name: t`Archived` },
        ]}
      />
      {list.isPending && <LocationsSkeleton />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <Nothing archived={archived} add={add} onAll={() => onArchived(false)} />}
      {rows.length > 0 && (
        <Table
          label={archived ? t`Archived locations of ${workspace.name}` : t`Locations of ${workspace.name}`}
          head={<Head phone={phone} />}
        >
          {rows.map((location) => (
            <Tr key={location.id} highlight={location.id === highlighted}>
              <Td head>
                <NameAndAddress location={location} phone={phone} />
              </Td>
              {!phone && (
                <>
                  <Td className="text-muted text-sm">
                    {location.timezone && <bdi>{zoneName(location.timezone)}</bdi>}
                  </Td>
                  <Td className="whitespace-nowrap">
                    <UserCount location={location} />
                  </Td>
                </>
              )}
              <Td className="w-12 text-right">{menuFor(location)}</Td>
            </Tr>
          ))}
        </Table>
      )}
      <LoadMore
        hasMore={list.hasNextPage}
        busy={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        shown={rows.length}
        total={list.data?.pages[0]?.total}
      />
    </div>
  );
}

function Head({ phone }: { phone: boolean }) {
  return (
    <>
      <Th>
        <Trans>Location</Trans>
      </Th>
      {!phone && (
        <>
          <Th>
            <Trans>Time zone</Trans>
          </Th>
          <Th>
            <Trans>Users</Trans>
          </Th>
        </>
      )}
      <Th>
        <span className="sr-only">
          <Trans>Actions</Trans>
        </span>
      </Th>
    </>
  );
}

function NameAndAddress({ location, phone }: { location: Location; phone: boolean }) {
  const { name, address, timezone, archived_at } = location;
  return (
    <div className="flex flex-col gap-0.5 [overflow-wrap:anywhere]">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        <bdi>{name}</bdi>
        {archived_at && (
          <Badge icon={<Archive aria-hidden="true" className="size-3" />}>
            <Trans>Archived</Trans>
          </Badge>
        )}
      </span>
      {address && <span className="whitespace-pre-line text-muted text-sm">{address}</span>}
      {phone && timezone && <span className="text-muted text-sm">{zoneName(timezone)}</span>}
      {phone && (
        <span className="text-sm">
          <UserCount location={location} />
        </span>
      )}
    </div>
  );
}

/** How many people have the location, and the way to them for whoever may see them. */
function UserCount({ location: { id, name, user_count } }: { location: Location }) {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const text = <UsersText count={user_count} />;
  if (!can('users:read') || user_count === 0) return <span className="text-muted">{text}</span>;
  return (
    <Link
      to="/w/$workspaceId/settings/users"
      params={{ workspaceId }}
      search={{ location: id }}
      aria-label={t`Users at ${name}: ${user_count}`}
      className={`${linkClass} inline-flex min-h-6 items-center`}
    >
      {text}
    </Link>
  );
}

function UsersText({ count }: { count: number }) {
  const { t } = useLingui();
  if (count === 0) return t`Nobody`;
  return count === 1 ? t`1 user` : t`${count} users`;
}

function Nothing({ archived, add, onAll }: { archived: boolean; add: ReactNode; onAll: () => void }) {
  if (archived) {
    return (
      <EmptyState
        icon={<Archive aria-hidden="true" className="size-5" />}
        title={<Trans>No location is archived</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Show those in use</Trans>
          </Button>
        }
      >
        <Trans>An archived location stays with the people who have it, and can't be given to anybody else.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<MapPin aria-hidden="true" className="size-5" />}
      title={<Trans>There are no locations yet</Trans>}
      action={add}
    >
      <Trans>A location is a branch or a depot. People can belong to none, one or several.</Trans>
    </EmptyState>
  );
}

function LocationsSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {['w-36', 'w-28', 'w-40'].map((width) => (
          <div key={width} className="flex h-15 flex-col justify-center gap-2 border-line border-t px-4">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-2.5 w-56" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
