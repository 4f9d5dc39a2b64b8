import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { channelView } from './channel.js';
import { digestRhythm } from './digest-rhythm.js';
import { eventTypes } from './event-types.js';
import type { Subscription } from './subscription.js';

export const subscriptionView = z.strictObject({
  id: fields.id,
  customer_id: fields.id,
  name: z.string(),
  event_types: z.array(z.enum(eventTypes)),
  labels: z.record(z.string(), z.string()).describe('labels that the token must carry, all of them'),
  service_account_id: fields.id.nullable(),
  channel: channelView,
  digest: digestRhythm.nullable().describe('null: told of each event at once'),
  unsubscribed: z.array(z.string()).describe('addresses that get no mail of it though a contact names them, most often as they asked for that by the link in a mail'),
  status: z.enum(['active', 'disabled']),
  disabled_reason: z
    .enum(['requested', 'gone', 'failing'])
    .nullable()
    .describe('`requested` by you; `gone`: the receiver answered 410; `failing`: nothing came through for days'),
  created_by: fields.actor,
  created_at: fields.instant,
  updated_at: fields.instant,
});
export type SubscriptionView = z.infer<typeof subscriptionView>;

/** The answer that makes a secret is the only one that shows it. */
export const subscriptionWithSecret = subscriptionView.extend({
  webhook_secret: z.string().nullable().describe('with what messages are signed; shown once, null where the channel is no webhook'),
});
export type SubscriptionWithSecret = z.infer<typeof subscriptionWithSecret>;

export function viewSubscription(subscription: Subscription): SubscriptionView {
  return {
    id: subscription.id,
    customer_id: subscription.customerId,
    name: subscription.name,
    event_types: [...subscription.eventTypes],
    labels: { ...subscription.labels },
    service_account_id: subscription.serviceAccountId,
    channel: viewChannel(subscription),
    digest: subscription.digest,
    unsubscribed: [...subscription.unsubscribed],
    status: subscription.status,
    disabled_reason: subscription.disabledReason,
    created_by: subscription.createdBy,
    created_at: subscription.createdAt.toISOString(),
    updated_at: subscription.updatedAt.toISOString(),
  };
}

function viewChannel({ channel, url, endpoint, formerSecretUntil }: Subscription): SubscriptionView['channel'] {
  switch (channel) {
    case 'webhook':
      return { kind: channel, url: url ?? '', former_secret_until: formerSecretUntil?.toISOString() ?? null };
    case 'slack':
      return { kind: channel, host: endpoint };
    case 'email':
      return { kind: channel };
  }
}

/** For the OpenAPI document. */
export const subscriptionExample: SubscriptionView = {
  id: '1CYbPnAsKhSwI4xdQ8Qd5p',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  name: 'on call',
  event_types: ['token.expiring', 'token.leaked'],
  labels: { team: 'edge' },
  service_account_id: null,
  channel: { kind: 'webhook', url: 'https://hooks.example.com/latchkey', former_secret_until: null },
  digest: null,
  unsubscribed: [],
  status: 'active',
  disabled_reason: null,
  created_by: { kind: 'token', token_id: '1CYbPnAsKhSwI4xdQ8Qd5k', service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m', person_id: null, name: 'admin' },
  created_at: '2026-10-01T08:30:00.000Z',
  updated_at: '2026-10-01T08:30:00.000Z',
};

export const secretExample: SubscriptionWithSecret = { ...subscriptionExample, webhook_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
