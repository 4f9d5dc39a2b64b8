import { KafkaClient, KafkaModule } from '@latchkey/kafka';
import { CallersInKeyring, KeyringModule } from '@latchkey/keyring';
import { OutboxModule } from '@latchkey/outbox';
import { CALLERS, databaseModule } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AnnounceLoop } from './announce-notices/announce-loop.js';
import { AnnounceNotices } from './announce-notices/announce-notices.js';
import { OldestDue } from './announce-notices/oldest-due.js';
import { SilentPartitions } from './announce-notices/silent-partitions.js';
import { FollowTokensController } from './follow-tokens/follow-tokens.controller.js';
import { FollowTokens } from './follow-tokens/follow-tokens.js';
import { ListExpiringController } from './list-expiring/list-expiring.controller.js';
import { ListExpiring } from './list-expiring/list-expiring.js';
import { notifierDatabase } from './notifier.database.js';
import type { NotifierEnv } from './notifier.env.js';
import { NotifierMetrics } from './notifier.metrics.js';
import { NOTIFY_DAYS } from './schedule/notify-days.js';

const silentPartitions = {
  provide: SilentPartitions,
  useFactory: (dataSource: DataSource, client: KafkaClient) => new SilentPartitions(dataSource, () => client.watermarks('token-state')),
  inject: [DataSource, KafkaClient],
};

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
      controllers: [FollowTokensController, ListExpiringController],
      providers: [
        { provide: NOTIFY_DAYS, useValue: env.NOTIFIER_NOTIFY_DAYS },
        { provide: CALLERS, useExisting: CallersInKeyring },
        NotifierMetrics,
        FollowTokens,
        silentPartitions,
        AnnounceNotices,
        OldestDue,
        AnnounceLoop,
        ListExpiring,
      ],
    };
  }
}
