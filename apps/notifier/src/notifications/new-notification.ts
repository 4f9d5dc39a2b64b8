import { deriveId } from '@latchkey/tokens';
import type { EntityManager } from 'typeorm';
import type { Notice, SubscriptionNotice } from '../channels/notice.js';
import type { ChannelKind } from '../subscriptions/channel.js';
import { periodEnd } from '../subscriptions/digest-rhythm.js';
import { expiryTypes } from '../subscriptions/event-types.js';
import { eventTypeOf } from '../subscriptions/matches.js';
import type { Subscription } from '../subscriptions/subscription.js';

export type NotificationState = 'queued' | 'snoozed' | 'gathered' | 'digested' | 'sent' | 'failed' | 'unreachable' | 'acknowledged' | 'superseded';

/** A row to be. */
export interface NewNotification {
  readonly id: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly lane: string;
  readonly channel: ChannelKind;
  readonly type: string;
  readonly tokenId: string | null;
  readonly serviceAccountId: string | null;
  /** Of which end of its token it tells; only those can be silenced. */
  readonly expiresAt: string | null;
  readonly notice: Notice | SubscriptionNotice | null;
  readonly occurredAt: string;
  readonly state: NotificationState;
  readonly dueAt: string;
  readonly nextAttemptAt: string | null;
  readonly digestAt: string | null;
  readonly recipients: readonly string[] | null;
  readonly settledAt: string | null;
}

/** The notification of a subscription about an event: the same each time it is made. It waits for the digest where there is one. */
export function newNotification(subscription: Subscription, notice: Notice, now: Date): NewNotification {
  const type = eventTypeOf(notice);
  const digestAt = subscription.digest && periodEnd(subscription.digest, now).toISOString();
  return {
    id: deriveId(`notification ${subscription.id} ${notice.event_id}`),
    subscriptionId: subscription.id,
    customerId: subscription.customerId,
    lane: subscription.id,
    channel: subscription.channel,
    type,
    tokenId: notice.data.token_id,
    serviceAccountId: notice.data.service_account.id,
    expiresAt: expiryTypes.includes(type) ? notice.data.expires_at : null,
    notice,
    occurredAt: notice.time,
    state: digestAt === null ? 'queued' : 'gathered',
    dueAt: notice.time,
    nextAttemptAt: digestAt === null ? now.toISOString() : null,
    digestAt,
    recipients: null,
    settledAt: null,
  };
}

/** Answers the ids of those that were not there yet. */
export async function insertNotifications(manager: Pick<EntityManager, 'query'>, all: readonly NewNotification[], now: Date): Promise<string[]> {
  if (all.length === 0) return [];
  const rows: { id: string }[] = await manager.query(
    `insert into notifier.notifications
       (id, subscription_id, customer_id, lane, channel, type, token_id, service_account_id, expires_at, notice, occurred_at, state, due_at, next_attempt_at, digest_at, recipients, settled_at, created_at)
     select id, "subscriptionId", "customerId", lane, channel, type, "tokenId", "serviceAccountId", "expiresAt", notice, "occurredAt", state, "dueAt", "nextAttemptAt", "digestAt", recipients, "settledAt", $2
     from jsonb_to_recordset($1) as row (
       id text, "subscriptionId" text, "customerId" text, lane text, channel text, type text, "tokenId" text, "serviceAccountId" text, "expiresAt" timestamptz, notice jsonb,
       "occurredAt" timestamptz, state text, "dueAt" timestamptz, "nextAttemptAt" timestamptz, "digestAt" timestamptz, recipients text[], "settledAt" timestamptz)
     on conflict (id) do nothing returning id`,
    [JSON.stringify(all), now],
  );
  return rows.map(({ id }) => id);
}
