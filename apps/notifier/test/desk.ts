import type { OutgoingRecord } from '@latchkey/contracts';
import { dataSourceFor, Metrics } from '@latchkey/runtime';
import type { TokenCaller } from '@latchkey/runtime';
import { aGrant } from '@latchkey/testing';
import type { TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { channelsOf } from '../src/channels/channels-of.js';
import { CreateSubscription } from '../src/create-subscription/create-subscription.js';
import type { CreatedSubscription } from '../src/create-subscription/create-subscription.js';
import { createSubscriptionRequest } from '../src/create-subscription/create-subscription.request.js';
import { DeliverNotification } from '../src/deliver/deliver-notification.js';
import { DeliveryLoop } from '../src/deliver/delivery-loop.js';
import { deliverySettings, DueNotifications } from '../src/deliver/due-notifications.js';
import { PrepareDelivery } from '../src/deliver/prepare-delivery.js';
import { RecordOutcome } from '../src/deliver/record-outcome.js';
import { MakeDigests } from '../src/make-digests/make-digests.js';
import { notifierDatabase } from '../src/notifier.database.js';
import { notifierEnv } from '../src/notifier.env.js';
import type { NotifierEnv } from '../src/notifier.env.js';
import type { NotificationState } from '../src/notifications/new-notification.js';
import { NotificationMetrics } from '../src/notifications/notification.metrics.js';
import { PutContact } from '../src/put-contact/put-contact.js';
import { RouteEvents } from '../src/route-events/route-events.js';
import { SecretBox } from '../src/secrets/secret-box.js';
import { AddressRules } from '../src/subscriptions/address-rules.js';
import type { Trail } from '../src/trail/trail.js';
import { UnsubscribeLinks } from '../src/unsubscribe/unsubscribe-links.js';
import { notifierDatabaseForTest } from './database.js';
import { eventBatch } from './token-events.js';
import { doneBy, trailIn } from './trail.js';

Logger.overrideLogger(false);

export interface Row {
  readonly id: string;
  readonly state: NotificationState;
  readonly type: string;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly digestId: string | null;
  readonly history: readonly { readonly number: number; readonly recipient: string | null; readonly status: number | null; readonly error_class: string | null }[];
}

const local = { NOTIFIER_ALLOW_HTTP: 'true', NOTIFIER_ALLOWED_CIDRS: '127.0.0.1/32', NOTIFIER_SLACK_HOSTS: '127.0.0.1', NOTIFIER_SEND_TIMEOUT_SECONDS: '5' };

/** The notifier’s use cases of routing and delivery over a database of their own, on real receivers, with the clock in the test’s hand. */
export class Desk {
  readonly metrics = new NotificationMetrics(new Metrics());
  readonly caller: TokenCaller = { kind: 'token', tokenId: mintId(), customerId: mintId(), serviceAccountId: mintId(), name: 'admin', platform: false, grant: aGrant() };
  readonly box = new SecretBox([Buffer.alloc(32, 7)]);
  readonly links = new UnsubscribeLinks(this.box, 'https://notify.example.com');
  readonly addressRules: AddressRules;
  readonly trail: Trail;
  readonly due: DueNotifications;
  readonly loop: DeliveryLoop;

  private constructor(
    private readonly database: TestDatabase,
    readonly dataSource: DataSource,
    private readonly env: NotifierEnv,
  ) {
    this.addressRules = new AddressRules(env);
    this.trail = trailIn(dataSource);
    this.due = this.instance();
    this.loop = new DeliveryLoop(this.due, this.deliverer());
  }

  static async open(settings: NodeJS.ProcessEnv = {}): Promise<Desk> {
    const poolOf = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 10 });
    const database = await notifierDatabaseForTest();
    const env = notifierEnv.parse({ ...poolOf(database.url), KAFKA_BROKERS: 'localhost:1', ...local, ...settings });
    return new Desk(database, await dataSourceFor(poolOf(database.url), notifierDatabase).initialize(), env);
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }

  /** As another process would claim. */
  instance(): DueNotifications {
    return new DueNotifications(this.dataSource, deliverySettings(this.env));
  }

  deliverer(): DeliverNotification {
    return new DeliverNotification(new PrepareDelivery(this.dataSource, this.box, this.links), channelsOf(this.env), new RecordOutcome(this.dataSource, this.metrics));
  }

  async subscribe(channel: object, at: Date, overrides: object = {}): Promise<CreatedSubscription> {
    const request = createSubscriptionRequest.parse({ name: 'on call', event_types: ['token.expiring', 'token.revoked', 'token.leaked'], channel, ...overrides });
    return new CreateSubscription(this.dataSource, this.box, this.addressRules, this.trail).execute(doneBy(this.caller, at), request);
  }

  async contact(of: string | null, emails: string[], at: Date): Promise<void> {
    await new PutContact(this.dataSource, this.trail).execute(doneBy(this.caller, at), { at: { of }, customer: {}, request: { emails } });
  }

  async route(records: readonly OutgoingRecord[], now: Date, at = now): Promise<void> {
    await new RouteEvents(this.dataSource, this.loop, this.metrics, this.env.NOTIFIER_KEEP_DAYS).execute(eventBatch(records, at), now);
  }

  async digest(now: Date): Promise<number> {
    return new MakeDigests(this.dataSource, this.loop).execute(now);
  }

  /** Attempts all that is due at that moment. */
  async deliver(now: Date): Promise<number> {
    const deliverer = this.deliverer();
    for (let count = 0; ; ) {
      const claimed = await this.due.claim(now);
      if (claimed.length === 0) return count;
      await Promise.all(claimed.map((each) => deliverer.execute(each, () => now)));
      for (const each of claimed) this.due.ended(each);
      count += claimed.length;
    }
  }

  async rows(): Promise<Row[]> {
    return this.dataSource.query(
      `select id, state, type, attempts, next_attempt_at as "nextAttemptAt", digest_id as "digestId",
         (select coalesce(jsonb_agg(jsonb_build_object('number', number, 'recipient', recipient, 'status', status, 'error_class', error_class) order by number, recipient), '[]')
          from notifier.attempts where notification_id = notification.id) as history
       from notifier.notifications notification order by occurred_at, created_at, id`,
    );
  }

  async states(): Promise<NotificationState[]> {
    return (await this.rows()).map(({ state }) => state);
  }

  async clear(): Promise<void> {
    await this.dataSource.query('truncate notifier.subscriptions, notifier.contacts, notifier.notifications, notifier.attempts, notifier.silences, notifier.outbox cascade');
  }
}
