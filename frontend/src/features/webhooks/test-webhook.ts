import type { Webhook, WebhookDeliveryDetail, WebhookSecret } from '@/api/types';

// What the tests of webhooks show.
export const at = '2026-05-03T10:00:00Z';
export const known = ['location.created', 'role.created', 'role.deleted', 'user.invited', 'user.removed', 'zoo.opened'];
export const webhook: Webhook = {
  id: 'h1',
  url: 'https://fleet.example.com/hooks',
  description: 'Fleet app',
  event_types: ['user.*'],
  enabled: true,
  state: 'enabled',
  disabled_reason: null,
  created_by: { id: 'u1', name: 'Ana Souza' },
  owner: { id: 'u1', name: 'Ana Souza' },
  previous_secret_until: null,
  last_delivery: null,
  created_at: at,
  updated_at: at,
};
export const secret: WebhookSecret = { ...webhook, secret: 'whsec_of-the-test' };
export const delivery: WebhookDeliveryDetail = {
  id: 'd1',
  webhook_id: 'h1',
  event_id: 'e1',
  event_type: 'user.invited',
  state: 'failed',
  problem: 'not_taken',
  attempts: 1,
  answer_status: 503,
  answer_body: 'closed',
  next_try_at: null,
  last_tried_at: at,
  created_at: at,
  request: { headers: { 'webhook-id': 'e1' }, body: '{"type":"user.invited"}' },
  tries: [{ at, status: 503, problem: 'not_taken', duration_millis: 84 }],
};
