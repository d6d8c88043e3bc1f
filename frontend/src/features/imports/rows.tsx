import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import type { Import, ImportRow } from '@/api/types';
import { locationsQuery } from '@/features/locations/queries';
import { grantable, useGiver } from '@/features/roles/giving';
import { rolesQuery } from '@/features/roles/queries';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { Pager } from '@/ui/pager';
import { Loading, Skeleton } from '@/ui/skeleton';
import { rowsQuery, updateRow } from './api';
import { columns } from './columns';
import { problemSentence } from './row-words';
import { RowsGrid } from './rows-grid';
import { RowsToolbar } from './rows-toolbar';
import { isWorking, type RowSearch } from './shows';
import type { Column } from './types';

const RowsCards = lazy(() => import('./rows-cards'));

const pollMs = 5_000;

export type RowsSearchProps = {
  search: RowSearch;
  trail: string[];
  /** Changes the address; any change but that of the cursor begins at the first page. */
  onSearch: (change: RowSearch, trail?: string[]) => void;
};

/** The rows of an import, filtered, paged, and mended in place while it is only a preview. */
export function Rows({ of, search, trail, onSearch }: RowsSearchProps & { of: Import }) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const phone = usePhone();
  const rows = useQuery({
    ...rowsQuery(workspaceId, of.id, search),
    refetchInterval: isWorking(of) ? pollMs : false,
  });
  const { save, said } = useMending(of);
  const { defaults, lists, listOf } = useChoices(of);
  const data = rows.data?.data ?? [];
  const next = rows.data?.next_cursor;
  const clear = () => onSearch({ show: undefined, q: undefined });
  const shown = {
    label: t`People in ${of.file_name}`,
    rows: data,
    columns: shownColumns(of, data),
    defaults,
    busy: rows.isPlaceholderData,
    onSave: of.state === 'ready' ? save : undefined,
    listOf,
  };
  return (
    <section aria-label={t`Rows`} className="flex flex-col gap-3">
      <RowsToolbar of={of} search={search} onSearch={onSearch} />
      <p role="status" className="sr-only">
        {said}
      </p>
      {rows.isPending && <RowsSkeleton />}
      {rows.isError && <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />}
      {rows.isSuccess && data.length === 0 && <Nothing search={search} onAll={clear} />}
      {!rows.isError &&
        data.length > 0 &&
        (phone ? (
          <Suspense fallback={<RowsSkeleton />}>
            <RowsCards {...shown} />
          </Suspense>
        ) : (
          <RowsGrid {...shown} />
        ))}
      {lists}
      <Pager
        onPrevious={
          search.cursor ? () => onSearch({ cursor: trail.at(-1) || undefined }, trail.slice(0, -1)) : undefined
        }
        onNext={next ? () => onSearch({ cursor: next }, [...trail, search.cursor ?? '']) : undefined}
      />
    </section>
  );
}

/** Locations and messages take room only where there are any. */
const shownColumns = (of: Import, rows: ImportRow[]): Column[] =>
  columns.filter(
    (column) =>
      column === 'email' ||
      column === 'name' ||
      column === 'role' ||
      of.mapping[column] !== undefined ||
      rows.some((row) => row[column] !== ''),
  );

/** Saves what was mended and says how the row stands now. Another row with the same address may stand otherwise, too. */
function useMending(of: Import) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const [said, setSaid] = useState('');

  async function save(row: ImportRow, changed: Partial<Record<Column, string>>) {
    const saved = await updateRow(workspaceId, of.id, row.number, changed);
    const [problem] = saved.problems;
    setSaid(problem ? t`Line ${saved.line}: ${problemSentence(i18n, problem)}` : t`Line ${saved.line} is ready.`);
    await queryClient.invalidateQueries({ queryKey: [...keys.imports(workspaceId), of.id] });
  }
  return { save, said };
}

/** What roles and locations there are to type, and what an empty cell means. */
function useChoices(of: Import) {
  const { workspaceId, can } = usePlace();
  const giver = useGiver();
  const roles = useQuery({ ...rolesQuery(workspaceId), enabled: can('roles:read') }).data?.data ?? [];
  const locations = useQuery({ ...locationsQuery(workspaceId), enabled: can('locations:read') }).data?.data ?? [];
  const namesOf = (list: { id: string; name: string }[], ids: string[]) =>
    list
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(' | ');
  const { role_ids, location_ids, message } = of.defaults;
  return {
    defaults: { role: namesOf(roles, role_ids), location: namesOf(locations, location_ids), message },
    listOf: (column: Column) => (column === 'role' || column === 'location' ? `choices-${column}` : undefined),
    lists: (
      <>
        <Choices id="choices-role" of={grantable(roles, giver)} />
        <Choices id="choices-location" of={locations} />
      </>
    ),
  };
}

const offeredAtMost = 50;

function Choices({ id, of }: { id: string; of: { id: string; name: string }[] }) {
  return (
    <datalist id={id}>
      {of.slice(0, offeredAtMost).map(({ id, name }) => (
        <option key={id} value={name} />
      ))}
    </datalist>
  );
}

function Nothing({ search, onAll }: { search: RowSearch; onAll: () => void }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden="true" className="size-5" />}
      title={search.q ? <Trans>No row matches</Trans> : <Trans>No row is left here</Trans>}
      action={
        <Button onClick={onAll}>
          <Trans>Show all rows</Trans>
        </Button>
      }
    />
  );
}

function RowsSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {['w-44', 'w-52', 'w-36', 'w-48', 'w-40', 'w-44'].map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: these rows never change their order
          <div key={index} className="flex h-11 items-center gap-8 border-line border-t px-4">
            <Skeleton className="h-3 w-6" />
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-3 w-28 max-sm:hidden" />
            <Skeleton className="ml-auto h-5 w-20 rounded-full!" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
