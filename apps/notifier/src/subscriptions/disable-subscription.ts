import { deriveId } from '@latchkey/tokens';
import type { EntityManager } from 'typeorm';
import type { SubscriptionNotice } from '../channels/notice.js';
import { insertNotifications } from '../notifications/new-notification.js';
import { disabledType } from '../notifications/notification-types.js';
import { failWaiting } from './fail-waiting.js';
import { subscriptionColumns } from './subscription.js';
import type { Subscription } from './subscription.js';

/** Nothing more goes to it until somebody has mended what is wrong and made it active again. The customer's fallback contact is told by mail. */
export async function disableSubscription(manager: EntityManager, id: string, reason: 'gone' | 'failing', now: Date): Promise<void> {
  const [[disabled]]: [Subscription[], number] = await manager.query(
    `update notifier.subscriptions set status = 'disabled', disabled_reason = $2, updated_at = $3 where id = $1 and status = 'active' returning ${subscriptionColumns}`,
    [id, reason, now],
  );
  if (!disabled) return;
  await failWaiting(manager, id, now);
  await tellFallback(manager, disabled, reason, now);
}

async function tellFallback(manager: EntityManager, { id, customerId, name, channel }: Subscription, reason: 'gone' | 'failing', now: Date): Promise<void> {
  const at = now.toISOString();
  const notice: SubscriptionNotice = {
    type: 'subscription.disabled.v1',
    event_id: `${id}/disabled/${at}`,
    time: at,
    data: { customer_id: customerId, subscription_id: id, subscription_name: name, channel, reason },
  };
  const told = { id: deriveId(`notification ${notice.event_id}`), subscriptionId: id, customerId, lane: `fallback/${customerId}`, channel: 'email', type: disabledType, notice } as const;
  const when = { occurredAt: at, state: 'queued', dueAt: at, nextAttemptAt: at, digestAt: null, settledAt: null } as const;
  await insertNotifications(manager, [{ ...told, ...when, tokenId: null, serviceAccountId: null, expiresAt: null, recipients: null }], now);
}
