import type { Batch } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Notice } from '../channels/notice.js';
import { DeliveryLoop } from '../deliver/delivery-loop.js';
import { insertNotifications, newNotification } from '../notifications/new-notification.js';
import type { NewNotification } from '../notifications/new-notification.js';
import { NotificationMetrics } from '../notifications/notification.metrics.js';
import { KEEP_DAYS } from '../retention/keep-days.js';
import { matches } from '../subscriptions/matches.js';
import { subscriptionColumns } from '../subscriptions/subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { eraseNamed } from './erase-named.js';
import { lacksExpiry, noticeOf } from './notice-of.js';
import type { Expiries, TokenEvent } from './notice-of.js';
import { heedSilences, supersedeSnoozed } from './silences.js';

interface Told {
  readonly event: TokenEvent;
  /** When Kafka took it. */
  readonly at: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Puts what happened into the queue of each subscription that wants to be told. A batch counts whole or not at all, and one read again adds nothing. */
@Injectable()
export class RouteEvents {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveryLoop: DeliveryLoop,
    private readonly metrics: NotificationMetrics,
    @Inject(KEEP_DAYS) private readonly keepDays: number,
  ) {}

  async execute(batch: Batch<'token-events'>, now: Date): Promise<void> {
    // Of what is older, whether it was told is forgotten by now: told again it would be news to nobody.
    const oldest = now.getTime() - this.keepDays * dayMs;
    const told = batch.records.flatMap(({ decoded, timestamp }) =>
      decoded.kind === 'event' && timestamp > oldest ? [{ event: decoded.event, at: new Date(timestamp) }] : [],
    );
    if (told.length === 0) return;
    const added = await this.dataSource.transaction((manager) => route(manager, told, now));
    for (const { channel, state } of added) this.metrics.due.inc({ channel, state });
    if (added.length > 0) this.deliveryLoop.wake();
  }
}

async function route(manager: EntityManager, told: readonly Told[], now: Date): Promise<NewNotification[]> {
  const subscriptions = await subscriptionsOf(manager, told.map(({ event }) => event.data.customer_id));
  const expiries = subscriptions.length > 0 ? await expiriesOf(manager, told.flatMap(({ event }) => lacksExpiry(event) ?? [])) : new Map();
  const wanted = told.flatMap(({ event, at }) => {
    const notice = noticeOf(event, expiries);
    return notice ? tell(subscriptions, notice, at, now) : [];
  });
  const all = await heedSilences(manager, wanted, now);
  const added = new Set(await insertNotifications(manager, all, now));
  await supersedeSnoozed(manager, [...added], now);
  await eraseNamed(manager, told.map(({ event }) => event));
  return all.filter(({ id }) => added.has(id));
}

/** Who subscribes is told of what comes from then on. */
function tell(subscriptions: readonly Subscription[], notice: Notice, at: Date, now: Date): NewNotification[] {
  return subscriptions.filter((each) => each.createdAt <= at && matches(each, notice)).map((each) => newNotification(each, notice, now));
}

/** None of them can be deleted before the commit. */
async function subscriptionsOf(manager: EntityManager, customerIds: readonly string[]): Promise<Subscription[]> {
  return manager.query(
    `select ${subscriptionColumns} from notifier.subscriptions where customer_id = any($1) and status = 'active' order by id for key share`,
    [[...new Set(customerIds)]],
  );
}

async function expiriesOf(manager: EntityManager, tokenIds: readonly string[]): Promise<Expiries> {
  const rows: { id: string; expiresAt: Date | null }[] = await manager.query('select id, expires_at as "expiresAt" from notifier.tokens where id = any($1)', [tokenIds]);
  return new Map(rows.map(({ id, expiresAt }) => [id, expiresAt]));
}
