import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call, callTagged, client } from '@/api/client';
import { keys } from '@/api/keys';
import type { NewWebhook, Webhook, WebhookPatch } from '@/api/types';
import type { DeliverySearch } from './search';

export type TaggedWebhook = Webhook & { etag: string };

const most = 200; // rows that a page can have, and more than the webhooks that a workspace can have
const pageSize = 25;
const lookMs = 10_000;
const soonMs = 1_500;

/**
 * All webhooks of a workspace in the order in which they were made. What an endpoint answered is in no audit log, so that
 * no notice tells of it: it is asked for now and then.
 */
export const webhooksQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: keys.webhooks(workspaceId),
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/webhooks', {
          params: { path: { workspace_id: workspaceId }, query: { limit: most } },
          signal,
        }),
      ),
    refetchInterval: lookMs,
  });

/** The names of events that webhooks can be told of. They change with the server's version alone. */
export const eventNamesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['w', workspaceId, 'webhook-events'],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/webhooks/event-types', {
          params: { path: { workspace_id: workspaceId } },
          signal,
        }),
      ),
    select: ({ data }) => data,
    staleTime: Number.POSITIVE_INFINITY,
  });

const readWebhook = (workspaceId: string, webhookId: string, signal: AbortSignal) =>
  callTagged(
    client.GET('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}', {
      params: { path: { workspace_id: workspaceId, webhook_id: webhookId } },
      signal,
    }),
  );

/** One webhook, as its page shows it. */
export const webhookQuery = (workspaceId: string, webhookId: string) =>
  queryOptions({
    queryKey: [...keys.webhooks(workspaceId), webhookId],
    queryFn: ({ signal }) => readWebhook(workspaceId, webhookId, signal),
    refetchInterval: lookMs,
  });

/** The same to edit it, with the ETag that a change of it names. */
export const editedWebhookQuery = (workspaceId: string, webhookId: string) =>
  queryOptions({
    queryKey: [...keys.webhooks(workspaceId), webhookId, 'edited'],
    queryFn: ({ signal }) => readWebhook(workspaceId, webhookId, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** One page of what went to a webhook, the newest first. */
export const deliveriesQuery = (workspaceId: string, webhookId: string, { state, cursor }: DeliverySearch) => {
  const query = { limit: pageSize, ...(state ? { state: [state] } : {}), ...(cursor ? { cursor } : {}) };
  return queryOptions({
    queryKey: [...keys.deliveries(workspaceId), webhookId, query],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries', {
          params: { path: { workspace_id: workspaceId, webhook_id: webhookId }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => pauseFor(data?.data ?? []),
  });
};

/** One delivery with what was sent and what came back. */
export const deliveryQuery = (workspaceId: string, webhookId: string, deliveryId: string) =>
  queryOptions({
    queryKey: [...keys.deliveries(workspaceId), webhookId, 'one', deliveryId],
    queryFn: ({ signal }) =>
      call(
        client.GET('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id}', {
          params: { path: { workspace_id: workspaceId, webhook_id: webhookId, delivery_id: deliveryId } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) => pauseFor(data ? [data] : []),
  });

/**
 * How soon to look again at deliveries: soon where one is about to be tried, later where it waits for long or for an
 * endpoint that is turned off, and never where none is to be tried.
 */
export function pauseFor(list: { next_try_at: string | null }[], now = Date.now()): number | false {
  const next = Math.min(...list.map(({ next_try_at: at }) => (at ? new Date(at).getTime() : Number.POSITIVE_INFINITY)));
  if (next === Number.POSITIVE_INFINITY) return false;
  return Math.abs(next - now) < lookMs ? soonMs : lookMs;
}

/**
 * Whether a try is due within a minute. One that is overdue comes soon as well: an endpoint that fails is left alone for a
 * while, and then tried with one event alone.
 */
export const isSoon = (at: string, now = Date.now()) => new Date(at).getTime() - now < 60_000;

export const createWebhook = (workspaceId: string, body: NewWebhook, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/webhooks', {
      params: { path: { workspace_id: workspaceId }, header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

/** Changes a webhook; with an ETag, only where nobody changed it since it was read. */
export const updateWebhook = (workspaceId: string, webhookId: string, body: WebhookPatch, etag?: string) =>
  call(
    client.PATCH('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}', {
      params: {
        path: { workspace_id: workspaceId, webhook_id: webhookId },
        header: etag ? { 'If-Match': etag } : {},
      },
      body,
    }),
  );

export const rotateSecret = (workspaceId: string, webhookId: string, idempotencyKey: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/rotate-secret', {
      params: {
        path: { workspace_id: workspaceId, webhook_id: webhookId },
        header: { 'Idempotency-Key': idempotencyKey },
      },
    }),
  );

export const testWebhook = (workspaceId: string, webhookId: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/test', {
      params: { path: { workspace_id: workspaceId, webhook_id: webhookId } },
    }),
  );

export const redeliver = (workspaceId: string, webhookId: string, deliveryId: string) =>
  call(
    client.POST('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver', {
      params: { path: { workspace_id: workspaceId, webhook_id: webhookId, delivery_id: deliveryId } },
    }),
  );

export const deleteWebhook = (workspaceId: string, webhookId: string) =>
  call(
    client.DELETE('/api/v1/workspaces/{workspace_id}/webhooks/{webhook_id}', {
      params: { path: { workspace_id: workspaceId, webhook_id: webhookId } },
    }),
  );
