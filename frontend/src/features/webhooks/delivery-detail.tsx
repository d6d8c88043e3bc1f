import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { keys } from '@/api/keys';
import type { Webhook, WebhookDeliveryDetail, WebhookTry } from '@/api/types';
import { usePlace } from '@/features/session/place';
import { problemText } from '@/i18n/problem-text';
import { regional } from '@/lib/time';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { ErrorState } from '@/ui/error-state';
import { Time } from '@/ui/time';
import { pretty } from './pretty';
import { deliveryQuery, isSoon, redeliver } from './queries';
import { outcomeText } from './words';

type DetailProps = { of: Webhook; deliveryId: string; skeleton: ReactNode };

/** A delivery in full: what is sent, what came back, each try; and sending it once more. */
export default function DeliveryDetail({ of, deliveryId, skeleton }: DetailProps) {
  const { workspaceId } = usePlace();
  const found = useQuery(deliveryQuery(workspaceId, of.id, deliveryId));
  if (found.isPending) return skeleton;
  if (!found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const delivery = found.data;
  return (
    <div className="flex flex-col gap-5">
      <Again of={of} delivery={delivery} />
      <div className="grid grid-cols-2 gap-x-6 gap-y-5 max-lg:grid-cols-1">
        <Request of={of} delivery={delivery} />
        <div className="flex min-w-0 flex-col gap-5">
          <Answer delivery={delivery} />
          <Tries delivery={delivery} />
        </div>
      </div>
    </div>
  );
}

type OfDelivery = { delivery: WebhookDeliveryDetail };

/** When it is tried next, or the button that sends it once more. */
function Again({ of, delivery }: OfDelivery & { of: Webhook }) {
  const { t, i18n } = useLingui();
  const { workspaceId } = usePlace();
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: () => redeliver(workspaceId, of.id, delivery.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.deliveries(workspaceId) }),
  });
  const { state } = delivery;
  if (state === 'waiting' || state === 'retrying') {
    return (
      <p role="status" className="text-muted text-sm">
        <NextTry of={of} delivery={delivery} />
      </p>
    );
  }
  const off = !of.enabled || delivery.request.body === null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button
        size="sm"
        icon={<RotateCw aria-hidden="true" className="size-4" />}
        busy={again.isPending}
        disabled={off}
        onClick={() => again.mutate()}
      >
        <Trans>Redeliver</Trans>
      </Button>
      <span className="text-muted text-sm">
        {!of.enabled ? t`Turn the webhook on first.` : t`Sends the same event once more, with the same webhook-id.`}
      </span>
      {again.isError && (
        <div className="w-full">
          <Banner tone="danger">{problemText(i18n, again.error)}</Banner>
        </div>
      )}
    </div>
  );
}

function NextTry({ of, delivery: { next_try_at: next, state } }: OfDelivery & { of: Webhook }) {
  if (!of.enabled || !next) return <Trans>Waits until the webhook is turned on again.</Trans>;
  if (state === 'waiting') {
    if (isSoon(next)) return <Trans>It is on its way.</Trans>;
    return (
      <Trans>
        The endpoint rests, because it failed. The first try is <Time at={next} />.
      </Trans>
    );
  }
  if (isSoon(next)) return <Trans>The next try comes soon.</Trans>;
  return (
    <Trans>
      The next try is <Time at={next} />.
    </Trans>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  );
}

function Request({ of, delivery: { request } }: OfDelivery & { of: Webhook }) {
  const { t } = useLingui();
  return (
    <Part title={<Trans>Request</Trans>}>
      <code className="font-mono text-muted text-xs [overflow-wrap:anywhere]">POST {of.url}</code>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 font-mono text-xs max-sm:grid-cols-1">
        {Object.entries(request.headers)
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([name, value]) => (
            <Line key={name} term={name}>
              {value}
            </Line>
          ))}
        <Line term="webhook-timestamp">
          <span className="font-sans text-muted">
            <Trans>new at each try</Trans>
          </span>
        </Line>
        <Line term="webhook-signature">
          <span className="font-sans text-muted">
            <Trans>made by the secret, new at each try</Trans>
          </span>
        </Line>
      </dl>
      {request.body === null ? (
        <p className="text-muted text-sm">
          <Trans>What happened is in the audit log no more.</Trans>
        </p>
      ) : (
        <Code label={t`Body of the request`}>{pretty(request.body)}</Code>
      )}
    </Part>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Code({ label, children }: { label: string; children: string }) {
  return (
    // Focusable, so that its text can be scrolled by keyboard; no landmark, of which several would have the same name.
    <figure
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3"
    >
      <pre className="font-mono text-xs">{children}</pre>
    </figure>
  );
}

function Answer({ delivery }: OfDelivery) {
  const { t } = useLingui();
  const { answer_status: status, answer_body: body, last_tried_at: tried } = delivery;
  return (
    <Part title={<Trans>Answer</Trans>}>
      {!tried && (
        <p className="text-muted text-sm">
          <Trans>It was not tried yet.</Trans>
        </p>
      )}
      {tried && status === null && (
        <p className="text-muted text-sm">
          <Trans>No answer came to the last try.</Trans>
        </p>
      )}
      {status !== null && (
        <>
          <p className="text-sm">
            <Trans>
              Status <b className="font-medium">{status}</b>
            </Trans>
          </p>
          {body ? (
            <Code label={t`Beginning of the answer`}>{pretty(body)}</Code>
          ) : (
            <p className="text-muted text-sm">
              <Trans>The answer was empty.</Trans>
            </p>
          )}
        </>
      )}
    </Part>
  );
}

function Tries({ delivery: { tries, attempts } }: OfDelivery) {
  const { t } = useLingui();
  if (tries.length === 0) return null;
  return (
    <Part title={attempts === tries.length ? t`Tries` : t`Tries, also those of before it was sent once more`}>
      <ol className="flex flex-col gap-1.5 text-sm">
        {tries.toReversed().map((one) => (
          <OneTry key={one.at} one={one} />
        ))}
      </ol>
    </Part>
  );
}

function OneTry({ one }: { one: WebhookTry }) {
  const { i18n } = useLingui();
  const locale = regional(i18n.locale);
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(one.at));
  const took = new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', unitDisplay: 'short' }).format(
    one.duration_millis,
  );
  return (
    <li className="flex flex-col">
      <span className={one.problem ? 'text-danger-ink' : undefined}>{outcomeText(i18n, one)}</span>
      <span className="text-muted text-xs tabular-nums">
        <time dateTime={one.at}>{at}</time> · {took}
      </span>
    </li>
  );
}
