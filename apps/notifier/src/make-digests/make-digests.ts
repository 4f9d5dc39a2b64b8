import { deriveId } from '@latchkey/tokens';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { recipientsOf } from '../contacts/recipients.js';
import { DeliveryLoop } from '../deliver/delivery-loop.js';
import { insertNotifications } from '../notifications/new-notification.js';
import type { NewNotification } from '../notifications/new-notification.js';
import { digestType } from '../notifications/notification-types.js';
import { lastPeriodEnd, periodEnd } from '../subscriptions/digest-rhythm.js';
import type { DigestRhythm } from '../subscriptions/digest-rhythm.js';
import { subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { splitDigest } from './split-digest.js';
import type { DigestPart, Gathered } from './split-digest.js';

const atOnce = 5000;

/** Makes one message of what was gathered in a period that has ended. Its id follows from subscription, period and recipients; an empty period makes none. */
@Injectable()
export class MakeDigests {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveryLoop: DeliveryLoop,
  ) {}

  /** Answers how many it made. */
  async execute(now: Date): Promise<number> {
    const due: { id: string }[] = await this.dataSource.query('select distinct subscription_id as id from notifier.notifications where digest_at <= $1', [now]);
    let made = 0;
    for (const { id } of due) made += await this.dataSource.transaction((manager) => digest(manager, id, now));
    if (made > 0) this.deliveryLoop.wake();
    return made;
  }
}

async function digest(manager: EntityManager, subscriptionId: string, now: Date): Promise<number> {
  // Another instance that has it makes it.
  const [subscription]: Subscription[] = await manager.query(
    `select ${subscriptionColumns} from notifier.subscriptions where id = $1 for no key update skip locked`,
    [subscriptionId],
  );
  if (!subscription) return 0;
  const gathered: Gathered[] = await manager.query(
    `select id, service_account_id as "serviceAccountId", notice from notifier.notifications
     where subscription_id = $1 and digest_at <= $2 order by occurred_at, id limit ${atOnce} for update`,
    [subscriptionId, now],
  );
  if (!subscription.digest) return sendEach(manager, gathered, now);
  const addressees = { ...subscription, serviceAccountIds: gathered.map(({ serviceAccountId }) => serviceAccountId) };
  const to = subscription.channel === 'email' ? await recipientsOf(manager, addressees) : undefined;
  const parts = splitDigest(gathered, ({ serviceAccountId }) => to?.(serviceAccountId) ?? null);
  return sendParts(manager, { subscription, rhythm: subscription.digest, parts }, now);
}

/** The subscription has been changed since, to be told of each event at once. */
async function sendEach(manager: EntityManager, gathered: readonly Gathered[], now: Date): Promise<number> {
  await manager.query(`update notifier.notifications set state = 'queued', digest_at = null, next_attempt_at = $2 where id = any($1)`, [gathered.map(({ id }) => id), now]);
  return gathered.length;
}

interface Parts {
  readonly subscription: Subscription;
  readonly rhythm: DigestRhythm;
  readonly parts: readonly DigestPart[];
}

async function sendParts(manager: EntityManager, { subscription, rhythm, parts }: Parts, now: Date): Promise<number> {
  const period = lastPeriodEnd(rhythm, now);
  const messages = parts.map((part) => ({ part, message: digestOf(subscription, part, period, now) }));
  const added = new Set(await insertNotifications(manager, messages.map(({ message }) => message), now));
  for (const { part, message } of messages) {
    const ids = part.members.map(({ id }) => id);
    // What was put into the queue while the digest of this period was being made goes with the next.
    if (!added.has(message.id)) await manager.query('update notifier.notifications set digest_at = $2 where id = any($1)', [ids, periodEnd(rhythm, now)]);
    else {
      await manager.query(`update notifier.notifications set state = 'digested', digest_at = null, digest_id = $2, settled_at = $3 where id = any($1)`, [ids, message.id, now]);
    }
  }
  return added.size;
}

function digestOf(subscription: Subscription, { recipients, number }: DigestPart, period: Date, now: Date): NewNotification {
  const at = period.toISOString();
  return {
    id: deriveId(`digest ${subscription.id} ${at} ${number} ${JSON.stringify(recipients && [...recipients].sort())}`),
    subscriptionId: subscription.id,
    customerId: subscription.customerId,
    lane: subscription.id,
    channel: subscription.channel,
    type: digestType,
    tokenId: null,
    serviceAccountId: null,
    expiresAt: null,
    notice: null,
    occurredAt: at,
    state: 'queued',
    dueAt: at,
    nextAttemptAt: now.toISOString(),
    digestAt: null,
    recipients,
    settledAt: null,
  };
}
