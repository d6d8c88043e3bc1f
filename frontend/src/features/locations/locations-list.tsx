import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MapPin } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Location } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { locationsQuery } from './queries';

/** The places of the workspace. `add` is the button that makes one, where the reader may. */
export function LocationsList({ highlighted, add }: { highlighted?: string | undefined; add: ReactNode }) {
  const { t } = useLingui();
  const { workspaceId, workspace, can } = usePlace();
  const locations = useQuery(locationsQuery(workspaceId));
  if (locations.isPending) return <LocationsSkeleton />;
  if (!locations.data) return <ErrorState error={locations.error} onRetry={() => void locations.refetch()} />;
  if (locations.data.data.length === 0) {
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
  return (
    <Table
      label={t`Locations of ${workspace.name}`}
      head={
        <>
          <Th>
            <Trans>Location</Trans>
          </Th>
          {can('users:read') && (
            <Th className="w-24">
              <span className="sr-only">
                <Trans>Users</Trans>
              </span>
            </Th>
          )}
        </>
      }
    >
      {locations.data.data.map((location) => (
        <Tr key={location.id} highlight={location.id === highlighted}>
          <Td head>
            <NameAndAddress location={location} />
          </Td>
          {can('users:read') && (
            <Td className="whitespace-nowrap text-right">
              <Link
                to="/w/$workspaceId/settings/users"
                params={{ workspaceId }}
                search={{ location: location.id }}
                aria-label={t`Users at ${location.name}`}
                className={`${linkClass} text-sm`}
              >
                <Trans>Show users</Trans>
              </Link>
            </Td>
          )}
        </Tr>
      ))}
    </Table>
  );
}

function NameAndAddress({ location: { name, address } }: { location: Location }) {
  return (
    <div className="flex flex-col [overflow-wrap:anywhere]">
      <span className="font-medium">
        <bdi>{name}</bdi>
      </span>
      {address && <span className="whitespace-pre-line text-muted text-sm">{address}</span>}
    </div>
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
