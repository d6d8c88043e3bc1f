import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Power, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { Problem } from '@/api/problem';
import type { Webhook } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { iconButtonClass } from '@/ui/button-class';
import { Card } from '@/ui/card';
import { EmptyState } from '@/ui/empty-state';
import { ErrorState } from '@/ui/error-state';
import { MenuButton } from '@/ui/menu';
import { PageHeader } from '@/ui/page-header';
import { Loading, Skeleton } from '@/ui/skeleton';
import { Time } from '@/ui/time';
import { Deliveries, type DeliveriesProps } from './deliveries';
import { webhookQuery } from './queries';
import { useWebhookActions } from './use-webhook-actions';
import { Events, Last } from './webhooks-list';
import { adviceOf, labelOf, WebhookState } from './words';

type WebhookViewProps = Omit<DeliveriesProps, 'webhook'> & {
  webhookId: string;
  /** The way to all webhooks, where this one is not here. */
  back: ReactNode;
  onDeleted: () => void;
};

/** One webhook: how it stands, what it is told of, and what went to it. */
export function WebhookView({ webhookId, back, onDeleted, ...deliveries }: WebhookViewProps) {
  const { t } = useLingui();
  const { workspaceId } = usePlace();
  const found = useQuery(webhookQuery(workspaceId, webhookId));
  if (found.data) return <Found webhook={found.data} onDeleted={onDeleted} {...deliveries} />;
  return (
    <>
      <PageHeader title={t`Webhook`} />
      {found.isPending && <ViewSkeleton />}
      {found.isError &&
        (found.error instanceof Problem && found.error.status === 404 ? (
          <EmptyState title={<Trans>This webhook is not here</Trans>} action={back}>
            <Trans>It was deleted, or it is one of another workspace.</Trans>
          </EmptyState>
        ) : (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ))}
    </>
  );
}

type FoundProps = DeliveriesProps & { onDeleted: () => void };

function Found({ webhook, onDeleted, ...deliveries }: FoundProps) {
  const { t } = useLingui();
  const { actions, test, turnOn, dialogs } = useWebhookActions({
    // What was sent just now stands on the first page of all of them, and opens there.
    onTested: (_, open) => deliveries.onSearch({ state: undefined, open }),
    onDeleted,
  });
  const label = labelOf(webhook);
  return (
    <>
      <PageHeader
        title={label}
        description={<WebhookState webhook={webhook} />}
        actions={
          <>
            {webhook.enabled ? (
              <Button icon={<Send aria-hidden="true" className="size-4" />} onClick={() => void test(webhook)}>
                <Trans>Send a test</Trans>
              </Button>
            ) : (
              <Button
                variant="primary"
                icon={<Power aria-hidden="true" className="size-4" />}
                onClick={() => void turnOn(webhook)}
              >
                <Trans>Turn on</Trans>
              </Button>
            )}
            <MenuButton
              label={t`Actions for ${label}`}
              className={iconButtonClass}
              sections={() => [{ id: 'webhook', items: actions(webhook) }]}
            >
              <Ellipsis aria-hidden="true" />
            </MenuButton>
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <Advice webhook={webhook} />
        <Card>
          <Settings webhook={webhook} />
        </Card>
        <Deliveries webhook={webhook} {...deliveries} />
      </div>
      {dialogs}
    </>
  );
}

function Advice({ webhook }: { webhook: Webhook }) {
  const advice = adviceOf(webhook);
  if (!advice) return null;
  return <Banner tone={webhook.disabled_reason === 'turned_off' ? 'info' : 'warn'}>{advice}</Banner>;
}

function Settings({ webhook }: { webhook: Webhook }) {
  const { t } = useLingui();
  const { owner, created_by: maker, created_at: at, previous_secret_until: until } = webhook;
  const overlaps = until && new Date(until).getTime() > Date.now();
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-3 max-sm:grid-cols-1 max-sm:gap-y-0">
      <Fact term={t`URL`}>
        <code className="font-mono text-sm">{webhook.url}</code>
      </Fact>
      {webhook.description.length > labelOf(webhook).length && (
        <Fact term={t`Description`}>
          <bdi>{webhook.description}</bdi>
        </Fact>
      )}
      <Fact term={t`Told of`}>
        <Events webhook={webhook} most={webhook.event_types.length} />
      </Fact>
      <Fact term={t`Last delivery`}>
        <Last webhook={webhook} />
      </Fact>
      <Fact term={t`Works for`}>
        <Somebody name={owner?.name} />
      </Fact>
      <Fact term={t`Made`}>
        <Somebody name={maker?.name} />
        {', '}
        <Time at={at} />
      </Fact>
      {overlaps && (
        <Fact term={t`Secret`}>
          <Trans>
            The one before signs beside the new one and ends <Time at={until} />
          </Trans>
        </Fact>
      )}
    </dl>
  );
}

function Somebody({ name }: { name: string | undefined }) {
  return name ? <bdi>{name}</bdi> : <Trans>Someone who has left</Trans>;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="[overflow-wrap:anywhere] max-sm:mb-3">{children}</dd>
    </>
  );
}

function ViewSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card">
        {['w-72', 'w-40', 'w-32', 'w-48'].map((width) => (
          <Skeleton key={width} className={`h-3.5 max-w-full ${width}`} />
        ))}
      </div>
    </Loading>
  );
}
