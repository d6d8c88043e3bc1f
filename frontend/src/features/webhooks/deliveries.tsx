import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, Inbox, SearchX } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { keys } from '@/api/keys';
import type { Webhook, WebhookDelivery } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { NativeSelect } from '@/ui/native-select';
import { Pager } from '@/ui/pager';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Time } from '@/ui/time';
import { eventText } from './event-text';
import { deliveriesQuery, isSoon } from './queries';
import { type DeliverySearch, deliveryStates } from './search';
import { DeliveryBadge, outcomeText, useStateOptions } from './words';

const DeliveryDetail = lazy(() => import('./delivery-detail'));

export type DeliveriesProps = {
  webhook: Webhook;
  search: DeliverySearch;
  /** The cursors of the pages before this one. */
  trail: string[];
  /** Changes the address. Any change but that of the cursor begins at the newest page. */
  onSearch: (change: DeliverySearch, trail?: string[]) => void;
};

/** What went to a webhook or is on its way, the newest first. */
export function Deliveries({ webhook, search, trail, onSearch }: DeliveriesProps) {
  const { t } = useLingui();
  const options = useStateOptions();
  const { workspaceId } = usePlace();
  const list = useQuery(deliveriesQuery(workspaceId, webhook.id, search));
  const rows = list.data?.data ?? [];
  useInStep(webhook, rows);
  const next = list.data?.next_cursor;
  return (
    <section aria-labelledby="deliveries" className="flex flex-col">
      <div className="flex flex-wrap items-center justify-between gap-3 pb-3">
        <h2 id="deliveries" className="font-semibold text-lg">
          <Trans>Deliveries</Trans>
        </h2>
        <NativeSelect
          label={t`State of the delivery`}
          className="w-48"
          options={options}
          value={search.state ?? ''}
          onChange={({ target: { value } }) => onSearch({ state: deliveryStates.find((each) => each === value) })}
        />
      </div>
      {list.isPending && <DeliveriesSkeleton />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <Nothing search={search} onSearch={onSearch} />}
      {rows.length > 0 && (
        <ol
          aria-busy={list.isPlaceholderData || undefined}
          className="rounded-lg border border-line bg-surface shadow-card"
        >
          {rows.map((each) => (
            <Delivery key={each.id} of={webhook} delivery={each} opened={each.id === search.open} />
          ))}
        </ol>
      )}
      <Pager
        onPrevious={
          search.cursor ? () => onSearch({ cursor: trail.at(-1) || undefined }, trail.slice(0, -1)) : undefined
        }
        onNext={next ? () => onSearch({ cursor: next }, [...trail, search.cursor ?? '']) : undefined}
        previousText={<Trans>Newer</Trans>}
        nextText={<Trans>Older</Trans>}
      />
    </section>
  );
}

/** Reads the webhook anew where its deliveries tell of a later try than it does. */
function useInStep(webhook: Webhook, rows: WebhookDelivery[]) {
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const known = moment(webhook.last_delivery?.at);
  const newest = Math.max(0, ...rows.map((row) => moment(row.last_tried_at)));
  useEffect(() => {
    if (newest > known) void queryClient.invalidateQueries({ queryKey: [...keys.webhooks(workspaceId), webhook.id] });
  }, [newest, known, queryClient, workspaceId, webhook.id]);
}

const moment = (at: string | null | undefined) => (at ? new Date(at).getTime() : 0);

type DeliveryProps = { of: Webhook; delivery: WebhookDelivery; opened: boolean };

/** One delivery in a line; what was sent and what came back opens beneath. */
function Delivery({ of, delivery, opened }: DeliveryProps) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(opened);
  useEffect(() => {
    if (opened) setOpen(true);
  }, [opened]);
  return (
    <li className="border-line border-b last:border-b-0">
      <details open={open} onToggle={(toggled) => setOpen(toggled.currentTarget.open)} className="group">
        <summary className="flex cursor-pointer list-none items-center gap-3 rounded-sm px-4 py-2.5 hover:bg-sunken/60 focus-visible:-outline-offset-2 max-sm:items-start max-sm:px-3 [&::-webkit-details-marker]:hidden">
          <span className="grid min-w-0 flex-1 grid-cols-[10.5rem_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 max-sm:grid-cols-1">
            <span>
              <DeliveryBadge state={delivery.state} />
            </span>
            <span className="flex min-w-0 flex-col [overflow-wrap:anywhere]">
              <span>
                {eventText(i18n, delivery.event_type)}{' '}
                <code className="font-mono text-muted text-xs">{delivery.event_type}</code>
              </span>
              <Outcome of={of} delivery={delivery} />
            </span>
            <span className="text-muted text-sm">
              <Time at={delivery.created_at} />
            </span>
          </span>
          <ChevronDown
            aria-hidden="true"
            className="size-4 shrink-0 text-muted transition-transform group-open:rotate-180 max-sm:mt-1"
          />
        </summary>
        {open && (
          <div className="px-4 pt-3 pb-5 max-sm:px-3">
            <Suspense fallback={<DetailSkeleton />}>
              <DeliveryDetail of={of} deliveryId={delivery.id} skeleton={<DetailSkeleton />} />
            </Suspense>
          </div>
        )}
      </details>
    </li>
  );
}

/** What the last try came to, where it did not end well, and when the next one is; or the first, where that is not soon. */
function Outcome({ of, delivery }: Omit<DeliveryProps, 'opened'>) {
  const { i18n } = useLingui();
  const { last_tried_at: tried, answer_status: status, problem, next_try_at: next, state } = delivery;
  if (state === 'waiting' && of.enabled && next && !isSoon(next)) {
    return (
      <span className="text-muted text-xs">
        <Trans>
          The endpoint rests; first try <Time at={next} />
        </Trans>
      </span>
    );
  }
  if (!tried || !problem) return null;
  const why = outcomeText(i18n, { status, problem });
  return (
    <span className="text-muted text-xs">
      {next && of.enabled && state === 'retrying' ? <Then why={why} at={next} /> : why}
    </span>
  );
}

function Then({ why, at }: { why: string; at: string }) {
  if (isSoon(at)) return <Trans>{why}; next try soon</Trans>;
  return (
    <Trans>
      {why}; next try <Time at={at} />
    </Trans>
  );
}

function Nothing({ search, onSearch }: Pick<DeliveriesProps, 'search' | 'onSearch'>) {
  const filtered = search.state || search.cursor;
  return (
    <div className="rounded-lg border border-line bg-surface shadow-card">
      {filtered ? (
        <EmptyState
          icon={<SearchX aria-hidden="true" className="size-5" />}
          title={<Trans>Nothing matches</Trans>}
          action={
            <Button onClick={() => onSearch({ state: undefined })}>
              <Trans>Show all deliveries</Trans>
            </Button>
          }
        >
          <Trans>No delivery is in this state.</Trans>
        </EmptyState>
      ) : (
        <EmptyState icon={<Inbox aria-hidden="true" className="size-5" />} title={<Trans>Nothing was sent yet</Trans>}>
          <Trans>
            What happens from now on, and any test, stands here for 30 days with what the endpoint answered.
          </Trans>
        </EmptyState>
      )}
    </div>
  );
}

function DeliveriesSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-5 rounded-lg border border-line bg-surface p-4 shadow-card">
        {['w-2/3', 'w-1/2', 'w-3/5'].map((width) => (
          <div key={width} className="flex items-center gap-4">
            <Skeleton className="h-5 w-24 rounded-full!" />
            <Skeleton className={`h-3.5 ${width}`} />
          </div>
        ))}
      </div>
    </Loading>
  );
}

function DetailSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-3">
        <Skeleton className="h-3.5 w-40" />
        <Skeleton className="h-24 w-full" />
      </div>
    </Loading>
  );
}
