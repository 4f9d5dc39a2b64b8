import { KafkaModule } from '@latchkey/kafka';
import { CallersInKeyring, KeyringModule } from '@latchkey/keyring';
import { CALLERS, databaseModule } from '@latchkey/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { reading } from './reading.js';
import { auditorDatabase } from './auditor.database.js';
import type { AuditorEnv } from './auditor.env.js';
import { AuditorMetrics } from './auditor.metrics.js';
import { LogKeys } from './checkpoints/log-keys.js';
import { SignedLogs } from './checkpoints/signed-logs.js';
import { CreateMonths } from './create-months/create-months.js';
import { DropOldRecords, RETENTION_MONTHS } from './drop-old-records/drop-old-records.js';
import { MonthsLoop } from './drop-old-records/months-loop.js';
import { ExportAuditEventsController } from './export-audit-events/export-audit-events.controller.js';
import { GetAuditEventController } from './get-audit-event/get-audit-event.controller.js';
import { GetCheckpointController } from './get-checkpoint/get-checkpoint.controller.js';
import { GetLogKeysController } from './get-log-keys/get-log-keys.controller.js';
import { GetTileController } from './get-tile/get-tile.controller.js';
import { GetTile } from './get-tile/get-tile.js';
import { Cluster } from './ingest-batch/cluster.js';
import { IngestBatchController } from './ingest-batch/ingest-batch.controller.js';
import { IngestBatch } from './ingest-batch/ingest-batch.js';
import { ListAuditEventsController } from './list-audit-events/list-audit-events.controller.js';
import { ListLogsController } from './list-logs/list-logs.controller.js';
import { ListLogs } from './list-logs/list-logs.js';
import { ProveAuditEventController } from './prove-audit-event/prove-audit-event.controller.js';
import { ProveAuditEvent } from './prove-audit-event/prove-audit-event.js';
import { PublishAudit } from './publish-audit/publish-audit.js';
import { PublishLoop } from './publish-audit/publish-loop.js';
import { RecallCheckpointsController } from './recall-checkpoints/recall-checkpoints.controller.js';
import { RecallCheckpoints } from './recall-checkpoints/recall-checkpoints.js';
import { Recollection } from './recall-checkpoints/recollection.js';
import { ClaimedTokens } from './report-activity/claimed-tokens.js';
import { ReportActivityController } from './report-activity/report-activity.controller.js';
import { ReportActivity } from './report-activity/report-activity.js';
import { CHECKPOINT_EVERY_MS, CheckpointLoop } from './sign-checkpoint/checkpoint-loop.js';
import { PublishCheckpoints } from './sign-checkpoint/publish-checkpoints.js';
import { SignCheckpoint } from './sign-checkpoint/sign-checkpoint.js';
import { SignLogs } from './sign-checkpoint/sign-logs.js';
import { StreamAuditEventsController } from './stream-audit-events/stream-audit-events.controller.js';
import { SummarizeAuditEventsController } from './summarize-audit-events/summarize-audit-events.controller.js';

@Module({})
export class AuditorModule {
  static with(env: AuditorEnv): DynamicModule {
    return {
      module: AuditorModule,
      imports: [databaseModule(env, auditorDatabase), KafkaModule.with(env), KeyringModule.with({ names: true })],
      controllers: [
        IngestBatchController,
        RecallCheckpointsController,
        ReportActivityController,
        ListAuditEventsController,
        StreamAuditEventsController,
        ExportAuditEventsController,
        SummarizeAuditEventsController,
        GetAuditEventController,
        ProveAuditEventController,
        ListLogsController,
        GetLogKeysController,
        GetCheckpointController,
        GetTileController,
      ],
      providers: [
        { provide: CALLERS, useExisting: CallersInKeyring },
        AuditorMetrics,
        Cluster,
        ClaimedTokens,
        IngestBatch,
        PublishAudit,
        PublishLoop,
        ReportActivity,
        ...reading(env),
        ProveAuditEvent,
        { provide: LogKeys, useValue: LogKeys.of(env) },
        { provide: CHECKPOINT_EVERY_MS, useValue: env.AUDITOR_CHECKPOINT_SECONDS * 1000 },
        SignCheckpoint,
        SignedLogs,
        ListLogs,
        GetTile,
        SignLogs,
        RecallCheckpoints,
        Recollection,
        PublishCheckpoints,
        CheckpointLoop,
        CreateMonths,
        { provide: RETENTION_MONTHS, useValue: env.AUDITOR_RETENTION_MONTHS },
        DropOldRecords,
        MonthsLoop,
      ],
    };
  }
}
