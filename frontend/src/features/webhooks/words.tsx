import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, CircleCheck, CirclePause, CircleX, Clock, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Webhook } from '@/api/types';
import { Badge } from '@/ui/badge';
import type { DeliveryState } from './search';

const longest = 120;

/** What a webhook is called: its description, or the host that it tells. */
export function labelOf({ description, url }: Pick<Webhook, 'description' | 'url'>): string {
  const name = description || (URL.canParse(url) ? new URL(url).host : url);
  return name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name;
}

const iconClass = 'size-3';

/** Whether a webhook tells anybody of anything now. */
export function WebhookState({ webhook: { state, disabled_reason: reason } }: { webhook: Webhook }) {
  if (state === 'enabled') {
    return (
      <Badge tone="ok" icon={<CircleCheck aria-hidden="true" className={iconClass} />}>
        <Trans>On</Trans>
      </Badge>
    );
  }
  if (state === 'failing') {
    return (
      <Badge tone="warn" icon={<CircleAlert aria-hidden="true" className={iconClass} />}>
        <Trans>Failing</Trans>
      </Badge>
    );
  }
  return reason === 'turned_off' ? (
    <Badge icon={<CirclePause aria-hidden="true" className={iconClass} />}>
      <Trans>Turned off</Trans>
    </Badge>
  ) : (
    <Badge tone="danger" icon={<CircleX aria-hidden="true" className={iconClass} />}>
      <Trans>Turned off by Gatehouse</Trans>
    </Badge>
  );
}

/** Why a webhook does not work as it should, and what to do next; nothing where it does. */
export function adviceOf(webhook: Webhook): ReactNode {
  if (webhook.state === 'enabled') return null;
  if (webhook.state === 'failing') {
    return (
      <Trans>The last tries all failed. They go on, at longer and longer intervals; the deliveries say why.</Trans>
    );
  }
  switch (webhook.disabled_reason) {
    case 'gone':
      return (
        <Trans>The endpoint answered 410 Gone: it wants to hear nothing more. Give it another URL, or delete it.</Trans>
      );
    case 'failing':
      return (
        <Trans>
          Nothing could be delivered for three days. Mend the endpoint, turn the webhook on, then send again what
          failed.
        </Trans>
      );
    case 'owner_lost_access':
      return (
        <Trans>
          Whoever it worked for may not manage webhooks any more. Turn it on again, and it works for you from then on.
        </Trans>
      );
    default:
      return (
        <Trans>Nothing is sent to it. What happens until somebody turns it on again is not sent later either.</Trans>
      );
  }
}

/** How far a delivery has come. */
export function DeliveryBadge({ state }: { state: DeliveryState }) {
  switch (state) {
    case 'waiting':
      return (
        <Badge tone="info" icon={<Clock aria-hidden="true" className={iconClass} />}>
          <Trans>Waiting</Trans>
        </Badge>
      );
    case 'retrying':
      return (
        <Badge tone="warn" icon={<RotateCw aria-hidden="true" className={iconClass} />}>
          <Trans>To be tried again</Trans>
        </Badge>
      );
    case 'failed':
      return (
        <Badge tone="danger" icon={<CircleX aria-hidden="true" className={iconClass} />}>
          <Trans>Given up</Trans>
        </Badge>
      );
    default:
      return (
        <Badge tone="ok" icon={<CircleCheck aria-hidden="true" className={iconClass} />}>
          <Trans>Delivered</Trans>
        </Badge>
      );
  }
}

/** The states of deliveries as the filter names them. */
export function useStateOptions(): { id: string; name: string }[] {
  const { t } = useLingui();
  return [
    { id: '', name: t`Every state` },
    { id: 'waiting', name: t`Waiting` },
    { id: 'retrying', name: t`To be tried again` },
    { id: 'delivered', name: t`Delivered` },
    { id: 'failed', name: t`Given up` },
  ];
}

const problems: Record<string, MessageDescriptor> = {
  address_refused: msg`Its name leads into a private network, where webhooks may not go`,
  unknown_name: msg`There is no such host`,
  unreachable: msg`Nobody listens there`,
  tls: msg`Its certificate is not to be trusted`,
  timeout: msg`It did not answer in time`,
  answer_too_long: msg`Its answer did not end`,
  event_gone: msg`What happened is in the audit log no more, so there is nothing to send`,
  unreadable: msg`Gatehouse could not make the request`,
};

/** What came of a try, in words. */
export function outcomeText(
  i18n: I18n,
  { status, problem }: { status: number | null; problem: string | null },
): string {
  if (!problem) return status ? i18n._(msg`Taken: it answered ${status}`) : i18n._(msg`Taken`);
  const known = problems[problem];
  if (known) return i18n._(known);
  if (!status) return problem;
  return problem === 'redirected'
    ? i18n._(msg`It answered ${status}: redirections are not followed`)
    : i18n._(msg`It answered ${status}`);
}
