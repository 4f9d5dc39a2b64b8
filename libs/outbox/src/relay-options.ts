import type { KafkaClient } from '@latchkey/kafka';
import type { LoggerService } from '@nestjs/common';
import type { HeartbeatSource } from './heartbeat-source.js';

export type RelayLog = Pick<LoggerService, 'log' | 'warn'>;

export interface RelayOptions {
  /** Straight to Postgres: a pooler would part the lock from the session that holds it. */
  readonly databaseUrl: string;
  readonly schema: string;
  readonly client: KafkaClient;
  /** Fixed for the life of the service: who opens it later fences who opened it earlier. */
  readonly transactionalId: string;
  readonly heartbeat?: HeartbeatSource;
  readonly log: RelayLog;
}

export interface RelayStats {
  /** Ids between the first and the last waiting row: the rows, and a few more where transactions rolled back. */
  readonly depth: number;
  readonly oldestAgeMs: number;
  readonly leading: boolean;
}
