import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Webhook as Icon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Webhook } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { usePhone } from '@/lib/use-media';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { linkClass } from '@/ui/link-class';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Table, Td, Th, Tr } from '@/ui/table';
import { Time } from '@/ui/time';
import { countOf } from './choice';
import { choiceText } from './event-text';
import { eventNamesQuery, webhooksQuery } from './queries';
import { adviceOf, labelOf, outcomeText, WebhookState } from './words';

type WebhooksListProps = {
  highlighted?: string | undefined;
  /** The button that makes one. */
  add: ReactNode;
  menuFor: (webhook: Webhook) => ReactNode;
};

/** The endpoints that are told of what happens in the workspace. */
export function WebhooksList({ highlighted, add, menuFor }: WebhooksListProps) {
  const { t } = useLingui();
  const { workspaceId, workspace } = usePlace();
  const phone = usePhone();
  const list = useQuery(webhooksQuery(workspaceId));
  if (list.isPending) return <WebhooksSkeleton />;
  if (!list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const rows = list.data.data;
  if (rows.length === 0) return <Nothing add={add} />;
  return (
    <Table label={t`Webhooks of ${workspace.name}`} head={<Head phone={phone} />}>
      {rows.map((webhook) => (
        <Tr key={webhook.id} highlight={webhook.id === highlighted}>
          <Td head className="align-top!">
            <About webhook={webhook} />
            {phone && <Facts webhook={webhook} />}
          </Td>
          {!phone && (
            <>
              <Td className="min-w-52 align-top!">
                <Events webhook={webhook} />
              </Td>
              <Td className="min-w-44 align-top!">
                <Last webhook={webhook} />
              </Td>
            </>
          )}
          <Td className="w-12 text-right align-top!">{menuFor(webhook)}</Td>
        </Tr>
      ))}
    </Table>
  );
}

function Head({ phone }: { phone: boolean }) {
  return (
    <>
      <Th>
        <Trans>Webhook</Trans>
      </Th>
      {!phone && (
        <>
          <Th>
            <Trans>Events</Trans>
          </Th>
          <Th>
            <Trans>Last delivery</Trans>
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

type OfWebhook = { webhook: Webhook };

function About({ webhook }: OfWebhook) {
  const { workspaceId } = usePlace();
  const advice = adviceOf(webhook);
  return (
    <div className="flex min-w-48 flex-col gap-1 [overflow-wrap:anywhere]">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        <Link
          to="/w/$workspaceId/settings/webhooks/$webhookId"
          params={{ workspaceId, webhookId: webhook.id }}
          className={`${linkClass} max-sm:inline-flex max-sm:min-h-9 max-sm:items-center`}
        >
          <bdi>{labelOf(webhook)}</bdi>
        </Link>
        <WebhookState webhook={webhook} />
      </span>
      <code className="line-clamp-2 font-mono text-muted text-xs">{webhook.url}</code>
      {advice && <span className="max-w-prose text-muted text-xs">{advice}</span>}
    </div>
  );
}

const shown = 3;

/** What it is told of, in words, and how many kinds of events that are. */
export function Events({ webhook: { event_types: names }, most = shown }: OfWebhook & { most?: number }) {
  const { i18n } = useLingui();
  const { workspaceId } = usePlace();
  const known = useQuery(eventNamesQuery(workspaceId)).data;
  const rest = names.length - most;
  return (
    <div className="flex flex-col gap-0.5">
      {names.slice(0, most).map((name) => (
        <span key={name}>{choiceText(i18n, name)}</span>
      ))}
      {rest > 0 && (
        <span className="text-muted text-xs">
          <Plural value={rest} one="and # more" other="and # more" />
        </span>
      )}
      {known && (
        <span className="text-muted text-xs">
          <Plural value={countOf(known, names)} one="# kind of event" other="# kinds of events" />
        </span>
      )}
    </div>
  );
}

/** What came of the last try. */
export function Last({ webhook: { last_delivery: last } }: OfWebhook) {
  const { i18n } = useLingui();
  if (!last) {
    return (
      <span className="text-muted">
        <Trans>Nothing yet</Trans>
      </span>
    );
  }
  return (
    <span className="flex flex-col">
      <Time at={last.at} />
      <span className={last.problem ? 'text-danger-ink text-xs' : 'text-muted text-xs'}>{outcomeText(i18n, last)}</span>
    </span>
  );
}

/** What the columns say, below each other. */
function Facts({ webhook }: OfWebhook) {
  return (
    <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      <dt className="text-muted">
        <Trans>Events</Trans>
      </dt>
      <dd>
        <Events webhook={webhook} />
      </dd>
      <dt className="text-muted">
        <Trans>Last delivery</Trans>
      </dt>
      <dd>
        <Last webhook={webhook} />
      </dd>
    </dl>
  );
}

function Nothing({ add }: { add: ReactNode }) {
  return (
    <EmptyState
      icon={<Icon aria-hidden="true" className="size-5" />}
      title={<Trans>There are no webhooks yet</Trans>}
      action={add}
    >
      <Trans>
        A webhook is an address of a program of yours. Gatehouse sends it a signed message whenever something happens
        that it wants to hear of: somebody was invited, got access, left.
      </Trans>
    </EmptyState>
  );
}

function WebhooksSkeleton() {
  return (
    <Loading>
      <div className="rounded-lg border border-line bg-surface pt-9 shadow-card">
        {['w-36', 'w-28', 'w-40'].map((width) => (
          <div key={width} className="flex h-18 flex-col justify-center gap-2 border-line border-t px-4">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-2.5 w-52" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
