import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { idAddress } from '../customers/id-address.js';
import type { NotificationState } from './new-notification.js';
import type { Notification } from './notification.js';

export const notificationAddress = idAddress('notification');

export const notificationStates = [
  'queued',
  'snoozed',
  'gathered',
  'digested',
  'sent',
  'failed',
  'unreachable',
  'acknowledged',
  'superseded',
] as const satisfies readonly NotificationState[];

export const notificationView = z.strictObject({
  id: fields.id.describe('the same over all attempts: `webhook-id` of a webhook, left of the @ in a mail’s Message-ID'),
  subscription_id: fields.id,
  customer_id: fields.id,
  channel: z.enum(['webhook', 'slack', 'email']),
  type: z.string().describe('that of the event, `digest`, `subscription.test`, or `subscription.disabled`, which goes to the fallback contact'),
  token_id: fields.id.nullable(),
  token_name: z.string().nullable(),
  occurred_at: fields.instant,
  state: z.enum(notificationStates),
  attempts: z.int().describe('how many were begun'),
  next_attempt_at: fields.instant.nullable().describe('of what waits; of one under way, when it is taken for lost'),
  digest_id: fields.id.nullable().describe('the digest with which it went'),
  created_at: fields.instant,
  settled_at: fields.instant.nullable().describe('since when nothing waits any more'),
});
export type NotificationView = z.infer<typeof notificationView>;

export function viewNotification(notification: Notification): NotificationView {
  return {
    id: notification.id,
    subscription_id: notification.subscriptionId,
    customer_id: notification.customerId,
    channel: notification.channel,
    type: notification.type,
    token_id: notification.tokenId,
    token_name: notification.tokenName,
    occurred_at: notification.occurredAt.toISOString(),
    state: notification.state,
    attempts: notification.attempts,
    next_attempt_at: notification.nextAttemptAt?.toISOString() ?? null,
    digest_id: notification.digestId,
    created_at: notification.createdAt.toISOString(),
    settled_at: notification.settledAt?.toISOString() ?? null,
  };
}

/** For the OpenAPI document. */
export const notificationExample: NotificationView = {
  id: '5ZbQpNn2KhSwI4xdQ8Qd5k',
  subscription_id: '1CYbPnAsKhSwI4xdQ8Qd5p',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  channel: 'webhook',
  type: 'token.expiring',
  token_id: '1CYbPnAsKhSwI4xdQ8Qd5k',
  token_name: 'deploy',
  occurred_at: '2026-12-25T00:00:00.000Z',
  state: 'sent',
  attempts: 1,
  next_attempt_at: null,
  digest_id: null,
  created_at: '2026-12-25T00:00:01.000Z',
  settled_at: '2026-12-25T00:00:01.400Z',
};

export const waitingExample: NotificationView = { ...notificationExample, state: 'queued', next_attempt_at: '2026-12-25T00:00:01.000Z', settled_at: null };
