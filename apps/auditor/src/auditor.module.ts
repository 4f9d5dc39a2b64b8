import { KafkaModule } from '@latchkey/kafka';
import { CallersInKeyring, KeyringModule } from '@latchkey/keyring';
import { CALLERS, databaseModule } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { auditorDatabase } from './auditor.database.js';
import type { AuditorEnv } from './auditor.env.js';
import { AuditorMetrics } from './auditor.metrics.js';
import { LogKeys } from './checkpoints/log-keys.js';
import { Cluster } from './ingest-batch/cluster.js';
import { IngestBatchController } from './ingest-batch/ingest-batch.controller.js';
import { IngestBatch } from './ingest-batch/ingest-batch.js';
import { ListAuditEventsController } from './list-audit-events/list-audit-events.controller.js';
import { ListAuditEvents } from './list-audit-events/list-audit-events.js';
import { PublishAudit } from './publish-audit/publish-audit.js';
import { PublishLoop } from './publish-audit/publish-loop.js';
import { CHECKPOINT_EVERY_MS, CheckpointLoop } from './sign-checkpoint/checkpoint-loop.js';
import { PublishCheckpoints } from './sign-checkpoint/publish-checkpoints.js';
import { SignCheckpoint } from './sign-checkpoint/sign-checkpoint.js';
import { SignLogs } from './sign-checkpoint/sign-logs.js';

@Module({})
export class AuditorModule {
  static with(env: AuditorEnv): DynamicModule {
    return {
      module: AuditorModule,
      imports: [databaseModule(env, auditorDatabase), KafkaModule.with(env), KeyringModule.with({ names: true })],
      controllers: [IngestBatchController, ListAuditEventsController],
      providers: [
        { provide: CALLERS, useExisting: CallersInKeyring },
        AuditorMetrics,
        Cluster,
        IngestBatch,
        PublishAudit,
        PublishLoop,
        ListAuditEvents,
        { provide: LogKeys, useValue: LogKeys.of(env) },
        { provide: CHECKPOINT_EVERY_MS, useValue: env.AUDITOR_CHECKPOINT_SECONDS * 1000 },
        SignCheckpoint,
        SignLogs,
        PublishCheckpoints,
        CheckpointLoop,
      ],
    };
  }
}
