import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ArrowUp, ScrollText, SearchX } from 'lucide-react';
import type { AuditEvent, AuditEventPage } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { regional } from '@/lib/time';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { Pager } from '@/ui/pager';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Entry } from './entry';
import { auditQuery, newestQuery } from './queries';
import { type AuditSearch, cleared, isFiltered } from './search';

export type AuditListProps = {
  search: AuditSearch;
  /** The cursors of the pages before this one. */
  trail: string[];
  /** Changes the address. Any change but that of the cursor begins at the newest page. */
  onSearch: (change: AuditSearch, trail?: string[]) => void;
};

/** Who did what, the newest first, by days. */
export function AuditList({ search, trail, onSearch }: AuditListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const { data: page, isPending, isPlaceholderData, error, refetch } = useQuery(auditQuery(workspaceId, search));
  if (isPending) return <ListSkeleton />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!page || page.data.length === 0) return <Nothing search={search} onSearch={onSearch} />;
  return (
    <>
      {!search.cursor && !isPlaceholderData && <News search={search} page={page} onShow={() => void refetch()} />}
      <section aria-label={t`Entries of ${workspace.name}`} aria-busy={isPlaceholderData || undefined}>
        {daysOf(page.data).map(({ day, events }) => (
          <section key={day} className="pb-5">
            <h2 className="pb-2 font-medium text-muted text-sm">
              <Day day={day} />
            </h2>
            <ol className="rounded-lg border border-line bg-surface shadow-card">
              {events.map((event) => (
                <Entry key={event.id} event={event} names={page.names} onSearch={onSearch} />
              ))}
            </ol>
          </section>
        ))}
      </section>
      <Pages page={page} search={search} trail={trail} onSearch={onSearch} busy={isPlaceholderData} />
    </>
  );
}

/** Says that more has happened, and leaves it to the reader when to see it. */
function News({ search, page, onShow }: { search: AuditSearch; page: AuditEventPage; onShow: () => void }) {
  const { workspaceId } = usePlace();
  const newest = useQuery(newestQuery(workspaceId, search)).data;
  const first = page.data[0]?.id ?? '';
  // Ids rise with time, so a page that is newer than the answer about news announces nothing.
  const more = Boolean(newest && newest > first);
  return (
    <div role="status">
      {more && (
        <p className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-info-soft px-4 py-2 text-info-ink">
          <Trans>There are new entries.</Trans>
          <Button size="sm" icon={<ArrowUp aria-hidden="true" className="size-4" />} onClick={onShow}>
            <Trans>Show them</Trans>
          </Button>
        </p>
      )}
    </div>
  );
}

function Nothing({ search, onSearch }: Pick<AuditListProps, 'search' | 'onSearch'>) {
  if (!isFiltered(search)) {
    return (
      <EmptyState
        icon={<ScrollText aria-hidden="true" className="size-5" />}
        title={<Trans>Nothing happened yet</Trans>}
      >
        <Trans>Every change of who may do what will be written here.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<SearchX aria-hidden="true" className="size-5" />}
      title={<Trans>Nothing matches</Trans>}
      action={
        <Button onClick={() => onSearch(cleared)}>
          <Trans>Clear filters</Trans>
        </Button>
      }
    >
      <Trans>No entry fits all the filters together.</Trans>
    </EmptyState>
  );
}

function Pages({ page, search, trail, onSearch, busy }: AuditListProps & { page: AuditEventPage; busy: boolean }) {
  const newer = () => onSearch({ cursor: trail.at(-1) || undefined }, trail.slice(0, -1));
  const older = () => onSearch({ cursor: page.next_cursor ?? undefined }, [...trail, search.cursor ?? '']);
  return (
    <Pager
      busy={busy}
      onPrevious={search.cursor ? newer : undefined}
      onNext={page.next_cursor ? older : undefined}
      previousText={<Trans>Newer</Trans>}
      nextText={<Trans>Older</Trans>}
    />
  );
}

function daysOf(events: AuditEvent[]): { day: string; events: AuditEvent[] }[] {
  const days: { day: string; events: AuditEvent[] }[] = [];
  for (const event of events) {
    const day = new Date(event.occurred_at).toDateString();
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

function Day({ day }: { day: string }) {
  const { i18n } = useLingui();
  const now = new Date();
  if (day === now.toDateString()) return <Trans>Today</Trans>;
  if (day === new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1).toDateString()) {
    return <Trans>Yesterday</Trans>;
  }
  return new Intl.DateTimeFormat(regional(i18n.locale), { dateStyle: 'full' }).format(new Date(day));
}

const bars = ['w-2/3', 'w-1/2', 'w-3/5', 'w-2/5', 'w-1/2', 'w-3/5'];

export function ListSkeleton() {
  return (
    <Loading>
      <Skeleton className="mb-3 h-4 w-24" />
      <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 shadow-card">
        {bars.map((bar, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing else
          <div key={index} className="flex items-center gap-3">
            <Skeleton className="size-8 rounded-full!" />
            <Skeleton className={`h-4 ${bar}`} />
          </div>
        ))}
      </div>
    </Loading>
  );
}
