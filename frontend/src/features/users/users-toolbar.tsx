import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { locationsQuery } from '@/features/locations/queries';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { summaryQuery } from '@/features/workspaces/queries';
import { usePhone } from '@/lib/use-media';
import { useSearchText } from '@/lib/use-search-text';
import { cx } from '@/ui/cx';
import { NativeSelect } from '@/ui/native-select';
import type { Option } from '@/ui/option';
import { SearchField } from '@/ui/search-field';
import type { UserSearch, UserSort, UserStatus } from './search';

type ToolbarProps = { search: UserSearch; onSearch: (change: UserSearch) => void };

// Hundreds of choices would be most of the page's elements: they are made when a pointer or the focus comes near.
const fewLocations = 50;

/** Search, status chips with their counts, filters by role and location; on a phone also the order. */
export function UsersToolbar({ search, onSearch }: ToolbarProps) {
  const { t } = useLingui();
  const [text, setText] = useSearchText(search.q ?? '', (q) => onSearch({ q: q || undefined }));
  return (
    <div className="flex flex-col gap-3 pb-3">
      <div className="flex flex-wrap gap-2">
        <SearchField label={t`Search name or e-mail`} value={text} onChange={setText} className="min-w-56 flex-1" />
        <RoleFilter search={search} onSearch={onSearch} />
        <LocationFilter search={search} onSearch={onSearch} />
        <SortSelect search={search} onSearch={onSearch} />
      </div>
      <StatusChips search={search} onSearch={onSearch} />
    </div>
  );
}

function RoleFilter({ search, onSearch }: ToolbarProps) {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? [];
  if (roles.length === 0) return null;
  return (
    <NativeSelect
      label={t`Role`}
      options={[{ id: '', name: t`All roles` }, ...roles]}
      value={search.role ?? ''}
      onChange={(event) => onSearch({ role: event.target.value || undefined })}
      className="w-44 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
    />
  );
}

function LocationFilter({ search, onSearch }: ToolbarProps) {
  const { t } = useLingui();
  const { workspaceId, can } = usePlace();
  const locations = useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') }).data?.data ?? [];
  const [near, setNear] = useState(false);
  if (locations.length === 0) return null;
  const few = locations.length <= fewLocations || near;
  const offered = few ? locations : locations.filter(({ id }) => id === search.location);
  return (
    <NativeSelect
      label={t`Location`}
      options={[{ id: '', name: t`All locations` }, ...offered]}
      value={search.location ?? ''}
      onChange={(event) => onSearch({ location: event.target.value || undefined })}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
      className="w-44 max-sm:w-auto max-sm:min-w-32 max-sm:flex-1"
    />
  );
}

/** A phone has no column headings to sort by. */
function SortSelect({ search, onSearch }: ToolbarProps) {
  const { t } = useLingui();
  const phone = usePhone();
  if (!phone) return null;
  const options: Option[] = [
    { id: 'name', name: t`By name` },
    { id: '-created_at', name: t`Newest first` },
    { id: '-last_active_at', name: t`Last active first` },
  ];
  return (
    <NativeSelect
      label={t`Order`}
      options={options}
      value={search.sort ?? 'name'}
      onChange={(event) => onSearch({ sort: event.target.value as UserSort })}
      className="min-w-32 flex-1"
    />
  );
}

function StatusChips({ search, onSearch }: ToolbarProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  // Where the counts can't be had, the chips do without.
  const summary = useQuery(summaryQuery(workspaceId)).data;
  const chips: { status: UserStatus | undefined; text: ReactNode; count: number | undefined }[] = [
    { status: undefined, text: <Trans>All</Trans>, count: summary?.total },
    { status: 'active', text: <Trans>Active</Trans>, count: summary?.counts.active },
    { status: 'invited', text: <Trans>Invited</Trans>, count: summary?.counts.invited },
    { status: 'pending_approval', text: <Trans>Pending approval</Trans>, count: summary?.counts.pending_approval },
    { status: 'suspended', text: <Trans>Suspended</Trans>, count: summary?.counts.suspended },
  ];
  return (
    <fieldset className="-mx-1 flex min-w-0 gap-1 overflow-x-auto p-1 max-sm:-mx-4 max-sm:px-4">
      <legend className="sr-only">{t`Status`}</legend>
      {chips.map(({ status, text, count }) => (
        <button
          key={status ?? 'all'}
          type="button"
          aria-pressed={search.status === status}
          onClick={() => onSearch({ status })}
          className={cx(
            'edge inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full px-3 text-sm max-sm:h-10',
            search.status === status
              ? 'bg-ink font-medium text-canvas forced-colors:border-[Highlight]'
              : 'bg-sunken text-muted hover:bg-pressed hover:text-ink',
          )}
        >
          {text}
          {count !== undefined && <Count value={count} />}
        </button>
      ))}
    </fieldset>
  );
}

function Count({ value }: { value: number }) {
  const { i18n } = useLingui();
  return <span className="tabular-nums">{new Intl.NumberFormat(i18n.locale).format(value)}</span>;
}
