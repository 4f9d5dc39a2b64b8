import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { sightOf } from '../customers/customer-of.js';
import type { ChannelKind } from '../subscriptions/channel.js';
import { lockSubscription } from '../subscriptions/subscription.js';
import type { NotificationState } from './new-notification.js';

/** What a subscription was or is to be told. */
export interface Notification {
  readonly id: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly lane: string;
  readonly channel: ChannelKind;
  readonly type: string;
  readonly tokenId: string | null;
  readonly tokenName: string | null;
  readonly expiresAt: Date | null;
  readonly occurredAt: Date;
  readonly state: NotificationState;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly digestId: string | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

export const notificationColumns = `
  id, subscription_id as "subscriptionId", customer_id as "customerId", lane, channel, type, token_id as "tokenId", notice -> 'data' ->> 'token_name' as "tokenName",
  expires_at as "expiresAt", occurred_at as "occurredAt", state, attempts, coalesce(next_attempt_at, digest_at) as "nextAttemptAt", digest_id as "digestId",
  created_at as "createdAt", settled_at as "settledAt"`;

/** Throws `not_found` where there is none or the caller must not know of it. */
export async function findNotification(queries: Pick<EntityManager, 'query'>, caller: Caller, id: string): Promise<Notification> {
  const [found]: Notification[] = await queries.query(
    `select ${notificationColumns} from notifier.notifications where id = $1 and ($2::text is null or customer_id = $2)`,
    [id, sightOf(caller)],
  );
  if (!found) throw new RuntimeError('not_found');
  return found;
}

/** The same, held until the commit together with its subscription. */
export async function lockNotification(manager: EntityManager, caller: Caller, id: string): Promise<Notification> {
  const { subscriptionId } = await findNotification(manager, caller, id);
  await lockSubscription(manager, subscriptionId);
  await manager.query('select 1 from notifier.notifications where id = $1 for update', [id]);
  return findNotification(manager, caller, id);
}
