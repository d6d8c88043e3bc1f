import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { linkClass } from '@/ui/link-class';
import { cleared, isFiltered, type UserSearch } from './search';

/** What narrows the list, each of it to be taken off again, or all at once. */
export function FilterChips({
  search,
  onSearch,
  clear,
}: {
  search: UserSearch;
  onSearch: (change: UserSearch) => void;
  /** Not where the empty list offers it already. */
  clear: boolean;
}) {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data;
  const locations = useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') }).data?.data;
  if (!isFiltered(search)) return null;
  const nameIn = (list: { id: string; name: string }[] | undefined, id: string) =>
    list?.find((one) => one.id === id)?.name ?? '…';
  const { q, status, role, location } = search;
  return (
    <ul aria-label={t`Filters`} className="flex flex-wrap items-center gap-1.5">
      {q && (
        <Chip label={t`Remove the filter ${q}`} onRemove={() => onSearch({ q: undefined })}>
          “{q}”
        </Chip>
      )}
      {status && (
        <Chip label={t`Remove the filter by status`} onRemove={() => onSearch({ status: undefined })}>
          <StatusName status={status} />
        </Chip>
      )}
      {role && (
        <Chip label={t`Remove the filter by role`} onRemove={() => onSearch({ role: undefined })}>
          {nameIn(roles, role)}
        </Chip>
      )}
      {location && (
        <Chip label={t`Remove the filter by location`} onRemove={() => onSearch({ location: undefined })}>
          {nameIn(locations, location)}
        </Chip>
      )}
      {clear && (
        <li>
          <button
            type="button"
            onClick={() => onSearch(cleared)}
            className={`${linkClass} px-1 text-sm max-sm:min-h-9`}
          >
            <Trans>Clear filters</Trans>
          </button>
        </li>
      )}
    </ul>
  );
}

function StatusName({ status }: { status: NonNullable<UserSearch['status']> }) {
  if (status === 'active') return <Trans>Active</Trans>;
  if (status === 'invited') return <Trans>Invited</Trans>;
  if (status === 'suspended') return <Trans>Suspended</Trans>;
  return <Trans>Pending approval</Trans>;
}

function Chip({ label, onRemove, children }: { label: string; onRemove: () => void; children: ReactNode }) {
  return (
    <li className="edge inline-flex h-7 max-w-64 items-center gap-0.5 rounded-full bg-accent-soft pl-2.5 text-accent-ink text-sm max-sm:h-9">
      <bdi className="truncate">{children}</bdi>
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={onRemove}
        className="grid size-7 shrink-0 place-items-center rounded-full hover:bg-pressed max-sm:size-9"
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </li>
  );
}
