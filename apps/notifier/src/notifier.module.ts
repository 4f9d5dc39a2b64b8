import { KafkaClient, KafkaModule } from '@latchkey/kafka';
import { CallersInKeyring, KeyringModule } from '@latchkey/keyring';
import { OutboxModule } from '@latchkey/outbox';
import { CALLERS, databaseModule } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AcknowledgeNotificationController } from './acknowledge-notification/acknowledge-notification.controller.js';
import { AcknowledgeNotification } from './acknowledge-notification/acknowledge-notification.js';
import { AnnounceLoop } from './announce-notices/announce-loop.js';
import { AnnounceNotices } from './announce-notices/announce-notices.js';
import { OldestDue } from './announce-notices/oldest-due.js';
import { SilentPartitions } from './announce-notices/silent-partitions.js';
import { AnnounceUnused } from './announce-unused/announce-unused.js';
import { channelsOf } from './channels/channels-of.js';
import { Channels } from './channels/channels.js';
import { CountRefusalsController } from './count-refusals/count-refusals.controller.js';
import { CountRefusals, REFUSED_OFTEN } from './count-refusals/count-refusals.js';
import { CreateSubscriptionController } from './create-subscription/create-subscription.controller.js';
import { CreateSubscription } from './create-subscription/create-subscription.js';
import { DeleteContactController } from './delete-contact/delete-contact.controller.js';
import { DeleteContact } from './delete-contact/delete-contact.js';
import { DeleteScheduleController } from './delete-schedule/delete-schedule.controller.js';
import { DeleteSchedule } from './delete-schedule/delete-schedule.js';
import { DeleteSubscriptionController } from './delete-subscription/delete-subscription.controller.js';
import { DeleteSubscription } from './delete-subscription/delete-subscription.js';
import { DeliverNotification } from './deliver/deliver-notification.js';
import { DeliveryLoop } from './deliver/delivery-loop.js';
import { DELIVERY_SETTINGS, deliverySettings, DueNotifications } from './deliver/due-notifications.js';
import { PrepareDelivery } from './deliver/prepare-delivery.js';
import { RecordOutcome } from './deliver/record-outcome.js';
import { FollowFactsController } from './follow-facts/follow-facts.controller.js';
import { FollowFacts } from './follow-facts/follow-facts.js';
import { FollowTokensController } from './follow-tokens/follow-tokens.controller.js';
import { FollowTokens } from './follow-tokens/follow-tokens.js';
import { GetContactController } from './get-contact/get-contact.controller.js';
import { GetContact } from './get-contact/get-contact.js';
import { GetNotificationController } from './get-notification/get-notification.controller.js';
import { GetNotification } from './get-notification/get-notification.js';
import { GetScheduleController } from './get-schedule/get-schedule.controller.js';
import { GetSchedule } from './get-schedule/get-schedule.js';
import { GetSubscriptionController } from './get-subscription/get-subscription.controller.js';
import { ListContactsController } from './list-contacts/list-contacts.controller.js';
import { ListContacts } from './list-contacts/list-contacts.js';
import { ListExpiringController } from './list-expiring/list-expiring.controller.js';
import { ListExpiring } from './list-expiring/list-expiring.js';
import { ListNotificationsController } from './list-notifications/list-notifications.controller.js';
import { ListNotifications } from './list-notifications/list-notifications.js';
import { ListSchedulesController } from './list-schedules/list-schedules.controller.js';
import { ListSchedules } from './list-schedules/list-schedules.js';
import { ListSubscriptionsController } from './list-subscriptions/list-subscriptions.controller.js';
import { ListSubscriptions } from './list-subscriptions/list-subscriptions.js';
import { MakeDigests } from './make-digests/make-digests.js';
import { ExpiriesLoop } from './measure-expiries/expiries-loop.js';
import { MeasureExpiries } from './measure-expiries/measure-expiries.js';
import { NotificationMetrics } from './notifications/notification.metrics.js';
import { notifierDatabase } from './notifier.database.js';
import type { NotifierEnv } from './notifier.env.js';
import { NotifierMetrics } from './notifier.metrics.js';
import { PutContactController } from './put-contact/put-contact.controller.js';
import { PutContact } from './put-contact/put-contact.js';
import { PutScheduleController } from './put-schedule/put-schedule.controller.js';
import { PutSchedule } from './put-schedule/put-schedule.js';
import { RecordUseController } from './record-use/record-use.controller.js';
import { RecordUse } from './record-use/record-use.js';
import { RedeliverNotificationController } from './redeliver-notification/redeliver-notification.controller.js';
import { RedeliverNotification } from './redeliver-notification/redeliver-notification.js';
import { ReplanLoop } from './replan-tokens/replan-loop.js';
import { ReplanTokens } from './replan-tokens/replan-tokens.js';
import { ForgetNotifications } from './retention/forget-notifications.js';
import { KEEP_DAYS } from './retention/keep-days.js';
import { RotateWebhookSecretController } from './rotate-webhook-secret/rotate-webhook-secret.controller.js';
import { RotateWebhookSecret } from './rotate-webhook-secret/rotate-webhook-secret.js';
import { RouteEventsController } from './route-events/route-events.controller.js';
import { RouteEvents } from './route-events/route-events.js';
import { SCHEDULE_DEFAULTS, scheduleDefaultsOf } from './schedule/schedule-defaults.js';
import { SecretBox } from './secrets/secret-box.js';
import { SnoozeNotificationController } from './snooze-notification/snooze-notification.controller.js';
import { SnoozeNotification } from './snooze-notification/snooze-notification.js';
import { TestSubscriptionController } from './test-subscription/test-subscription.controller.js';
import { TestSubscription } from './test-subscription/test-subscription.js';
import { AddressRules } from './subscriptions/address-rules.js';
import { Trail } from './trail/trail.js';
import { UnsubscribeLinks } from './unsubscribe/unsubscribe-links.js';
import { UnsubscribeController } from './unsubscribe/unsubscribe.controller.js';
import { Unsubscribe } from './unsubscribe/unsubscribe.js';
import { UpdateSubscriptionController } from './update-subscription/update-subscription.controller.js';
import { UpdateSubscription } from './update-subscription/update-subscription.js';
import { OldestNotification } from './upkeep/oldest-notification.js';
import { UpkeepLoop } from './upkeep/upkeep-loop.js';

const silentPartitions = {
  provide: SilentPartitions,
  useFactory: (dataSource: DataSource, client: KafkaClient) => new SilentPartitions(dataSource, () => client.watermarks('token-state')),
  inject: [DataSource, KafkaClient],
};

const measureExpiries = (cap: number): Provider => ({
  provide: MeasureExpiries,
  useFactory: (dataSource: DataSource, metrics: NotifierMetrics) => new MeasureExpiries(dataSource, metrics, cap),
  inject: [DataSource, NotifierMetrics],
});

const controllers = [
  FollowTokensController,
  RecordUseController,
  FollowFactsController,
  ListExpiringController,
  PutScheduleController,
  ListSchedulesController,
  GetScheduleController,
  DeleteScheduleController,
  CountRefusalsController,
  CreateSubscriptionController,
  ListSubscriptionsController,
  GetSubscriptionController,
  UpdateSubscriptionController,
  RotateWebhookSecretController,
  TestSubscriptionController,
  DeleteSubscriptionController,
  UnsubscribeController,
  PutContactController,
  ListContactsController,
  GetContactController,
  DeleteContactController,
  RouteEventsController,
  ListNotificationsController,
  GetNotificationController,
  RedeliverNotificationController,
  AcknowledgeNotificationController,
  SnoozeNotificationController,
];

const expiry = [
  NotifierMetrics,
  FollowTokens,
  RecordUse,
  FollowFacts,
  silentPartitions,
  AnnounceNotices,
  AnnounceUnused,
  OldestDue,
  AnnounceLoop,
  ListExpiring,
  ExpiriesLoop,
];
const schedules = [PutSchedule, ListSchedules, GetSchedule, DeleteSchedule, ReplanTokens, ReplanLoop];
const refusals = [CountRefusals];

const subscriptions = [CreateSubscription, ListSubscriptions, UpdateSubscription, RotateWebhookSecret, TestSubscription, DeleteSubscription, Unsubscribe];
const contacts = [PutContact, ListContacts, GetContact, DeleteContact];

const delivery = [NotificationMetrics, RouteEvents, DueNotifications, PrepareDelivery, RecordOutcome, DeliverNotification, DeliveryLoop, MakeDigests];
const upkeep = [ForgetNotifications, OldestNotification, UpkeepLoop];
const notifications = [ListNotifications, GetNotification, RedeliverNotification, AcknowledgeNotification, SnoozeNotification];

function settings(env: NotifierEnv): Provider[] {
  return [
    { provide: CALLERS, useExisting: CallersInKeyring },
    { provide: SCHEDULE_DEFAULTS, useValue: scheduleDefaultsOf(env) },
    { provide: REFUSED_OFTEN, useValue: env.NOTIFIER_REFUSED_OFTEN },
    measureExpiries(env.NOTIFIER_EXPIRY_METRICS),
    { provide: KEEP_DAYS, useValue: env.NOTIFIER_KEEP_DAYS },
    { provide: DELIVERY_SETTINGS, useValue: deliverySettings(env) },
    { provide: SecretBox, useFactory: () => new SecretBox(env.NOTIFIER_SECRETS_KEY ?? []) },
    { provide: UnsubscribeLinks, useFactory: (box: SecretBox) => new UnsubscribeLinks(box, env.NOTIFIER_PUBLIC_URL), inject: [SecretBox] },
    { provide: AddressRules, useFactory: () => new AddressRules(env) },
    { provide: Channels, useFactory: () => channelsOf(env) },
  ];
}

@Module({})
export class NotifierModule {
  static with(env: NotifierEnv): DynamicModule {
    return {
      module: NotifierModule,
      imports: [
        databaseModule(env, notifierDatabase),
        KafkaModule.with(env),
        KeyringModule.with({ names: true }),
        OutboxModule.with({
          databaseUrl: env.RELAY_DATABASE_URL ?? env.DATABASE_URL,
          schema: notifierDatabase.schema,
          transactionalId: `${env.KAFKA_TOPIC_PREFIX}notifier.relay`,
        }),
      ],
      controllers,
      providers: [...settings(env), Trail, ...expiry, ...schedules, ...refusals, ...subscriptions, ...contacts, ...delivery, ...upkeep, ...notifications],
    };
  }
}
