import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import type { User, UserPage } from '@/api/types';
import { useSelection } from '@/features/bulk/use-selection';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { Pager } from '@/ui/pager';
import { ExportMenu } from './export-menu';
import { FilterChips } from './filter-chips';
import { pageSize, userQuery, usersQuery } from './queries';
import { cleared, isFiltered, type UserSearch } from './search';
import { useBulkRights } from './use-bulk-rights';
import { UsersSkeleton } from './users-skeleton';
import { UsersTable } from './users-table';
import { UsersToolbar } from './users-toolbar';

const UsersBulk = lazy(() => import('./users-bulk'));

export type UsersListProps = {
  search: UserSearch;
  /** The cursors of the pages before this one. */
  trail: string[];
  /** Changes the address. Any change but that of the cursor begins at the first page. */
  onSearch: (change: UserSearch, trail?: string[]) => void;
  /** Someone just added: shown first and lit up, wherever the order would put them. */
  added?: string | undefined;
  menuFor: (user: User) => ReactNode;
  /** Shown under the list where the reader is the only user. */
  alone?: ReactNode;
};

const highlightMs = 3_000;

/** The users of the workspace: searched, filtered, sorted and paged by the server, the state of it in the address. */
export function UsersList({ search, trail, onSearch, added, menuFor, alone }: UsersListProps) {
  const { workspaceId } = usePlace();
  const users = useQuery(usersQuery(workspaceId, search));
  const first = useQuery({ ...userQuery(workspaceId, added ?? ''), enabled: Boolean(added) }).data;
  const lit = useBriefly(added);

  const { data: page, isPlaceholderData } = users;
  const rows = page ? withFirst(page.data, first) : [];
  const { cursor: _, sort: __, ...scope } = search;
  const selection = useSelection(rows, JSON.stringify([workspaceId, scope]));
  const rights = useBulkRights();
  const bulk = useOnce(selection.picked.length > 0);
  const phone = usePhone();
  const [picking, setPicking] = useState(false);

  if (users.isPending) {
    return (
      <>
        <UsersToolbar search={search} onSearch={onSearch} />
        <UsersSkeleton />
      </>
    );
  }
  return (
    <>
      <UsersToolbar search={search} onSearch={onSearch} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-2">
        <CountLine page={page} filtered={isFiltered(search)} />
        <FilterChips search={search} onSearch={onSearch} clear={rows.length > 0} />
        <div className="ml-auto flex gap-1">
          {phone && rights.any && rows.length > 0 && (
            <Button size="sm" variant="ghost" aria-pressed={picking} onClick={() => setPicking(!picking)}>
              <Trans>Select</Trans>
            </Button>
          )}
          <ExportMenu search={search} />
        </div>
      </div>
      {users.isError && <ErrorState error={users.error} onRetry={() => void users.refetch()} />}
      {!users.isError && rows.length === 0 && <NothingFound onClear={() => onSearch(cleared)} />}
      {rows.length > 0 && (
        <UsersTable
          users={rows}
          busy={isPlaceholderData}
          sort={search.sort ?? 'name'}
          onSort={(sort) => onSearch({ sort })}
          highlighted={lit}
          menuFor={menuFor}
          selection={rights.any && (!phone || picking) ? selection : undefined}
        />
      )}
      {bulk && (
        <Suspense fallback={null}>
          <UsersBulk selection={selection} search={search} total={page?.total ?? null} rows={rows.length} />
        </Suspense>
      )}
      {rows.length === 1 && page?.total?.value === 1 && !isFiltered(search) && alone}
      {page && <Pages page={page} search={search} trail={trail} onSearch={onSearch} busy={isPlaceholderData} />}
    </>
  );
}

function withFirst(users: User[], first: User | undefined): User[] {
  return first ? [first, ...users.filter((user) => user.id !== first.id)] : users;
}

/** Whether it has ever been so. */
function useOnce(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever;
}

/** The value for a few seconds, then nothing. */
function useBriefly(value: string | undefined): string | undefined {
  const [faded, setFaded] = useState<string>();
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setFaded(value), highlightMs);
    return () => clearTimeout(timer);
  }, [value]);
  return faded === value ? undefined : value;
}

function CountLine({ page, filtered }: { page: UserPage | undefined; filtered: boolean }) {
  const { i18n } = useLingui();
  const total = page?.total;
  if (!total) return null;
  const number = `${new Intl.NumberFormat(i18n.locale).format(total.value)}${total.exact ? '' : '+'}`;
  return (
    <p role="status" className="min-h-7 content-center text-muted text-sm tabular-nums">
      {filtered
        ? plural(total.value, { one: `${number} user matches`, other: `${number} users match` })
        : plural(total.value, { one: `${number} user`, other: `${number} users` })}
    </p>
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden="true" className="size-5" />}
      title={<Trans>Nobody matches</Trans>}
      action={
        <Button onClick={onClear}>
          <Trans>Clear filters</Trans>
        </Button>
      }
    >
      <Trans>No user fits the search and the filters together.</Trans>
    </EmptyState>
  );
}

type PagesProps = Pick<UsersListProps, 'search' | 'trail' | 'onSearch'> & { page: UserPage; busy: boolean };

function Pages({ page, search, trail, onSearch, busy }: PagesProps) {
  const { i18n, t } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  // A link that was shared brings a cursor without its trail: then only the first page is known before it.
  const known = !search.cursor || trail.length > 0;
  const start = trail.length * pageSize;
  const from = number.format(start + 1);
  const to = number.format(start + page.data.length);
  const all = page.total ? number.format(page.total.value) + (page.total.exact ? '' : '+') : '';
  const previous = () => onSearch({ cursor: trail.at(-1) || undefined }, trail.slice(0, -1));
  const next = () => onSearch({ cursor: page.next_cursor ?? undefined }, [...trail, search.cursor ?? '']);
  return (
    <Pager
      range={known ? t`${from}–${to} of ${all}` : undefined}
      busy={busy}
      onPrevious={search.cursor ? previous : undefined}
      onNext={page.next_cursor ? next : undefined}
    />
  );
}
