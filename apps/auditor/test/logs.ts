import { dataSourceFor, Metrics, runMigrations } from '@latchkey/runtime';
import { createDatabase, hashOf, type TestDatabase } from '@latchkey/testing';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { auditorDatabase } from '../src/auditor.database.js';
import { AuditorMetrics } from '../src/auditor.metrics.js';
import { LogKeys } from '../src/checkpoints/log-keys.js';
import { generateSignerKey, readSigner } from '../src/checkpoints/note-keys.js';
import type { AuditedBatch } from '../src/ingest-batch/audited.js';
import { Cluster } from '../src/ingest-batch/cluster.js';
import { IngestBatch } from '../src/ingest-batch/ingest-batch.js';
import type { AuditRecord } from '../src/logs/audit-record.js';
import { ClaimedTokens, type KnownToken } from '../src/report-activity/claimed-tokens.js';
import { SignCheckpoint } from '../src/sign-checkpoint/sign-checkpoint.js';

export interface Stored {
  readonly record: AuditRecord;
  readonly bytes: Buffer;
  readonly salt: Buffer;
  readonly commitment: Buffer;
  readonly leafHash: Buffer;
}

const envOf = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 10 });

/** The migrated database of one test file. */
export async function auditorDatabaseForTest(): Promise<TestDatabase> {
  Logger.overrideLogger(false);
  const template = `auditor ${await hashOf(new URL('../src/logs/', import.meta.url))}`;
  return createDatabase((url) => runMigrations(dataSourceFor(envOf(url), auditorDatabase)), template);
}

export const keyForTest = (): LogKeys => new LogKeys(readSigner(generateSignerKey('latchkey.test/logs')), [], 'latchkey.test/logs');

/** The logs over a database of their own, fed without Kafka: what it would say of itself is told here. */
export class TestLogs {
  readonly keys = keyForTest();
  readonly metrics = new AuditorMetrics(new Metrics());
  readonly kafka = { clusterId: 'cluster-1', low: 0n };
  /** By id, what the keyring would know. */
  readonly tokens = new Map<string, KnownToken>();
  readonly claimedTokens = new ClaimedTokens({ ready: true, findById: (id) => this.tokens.get(id) });
  now = new Date('2026-03-01T12:00:01.000Z');

  private constructor(
    readonly database: TestDatabase,
    readonly dataSource: DataSource,
  ) {}

  static async open(): Promise<TestLogs> {
    const database = await auditorDatabaseForTest();
    return new TestLogs(database, await dataSourceFor(envOf(database.url), auditorDatabase).initialize());
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }

  async clear(): Promise<void> {
    Object.assign(this.kafka, { clusterId: 'cluster-1', low: 0n });
    await this.dataSource.query('truncate auditor.logs, auditor.entries, auditor.records, auditor.nodes, auditor.checkpoints, auditor.checkpoint_positions, auditor.publications');
  }

  get cluster(): Cluster {
    return new Cluster({
      clusterId: async () => this.kafka.clusterId,
      watermarks: async () => [...Array(6).keys()].map((partition) => ({ partition, low: this.kafka.low, high: this.kafka.low })),
    });
  }

  /** As another instance of the service has it. */
  ingester(): IngestBatch {
    return new IngestBatch(this.dataSource, this.cluster, this.claimedTokens, this.metrics);
  }

  ingest(batch: AuditedBatch): Promise<bigint> {
    return this.ingester().execute(batch, this.now);
  }

  /** Answers whether there was anything to sign. */
  sign(log = 'token-events/0', keys = this.keys): Promise<boolean> {
    return new SignCheckpoint(this.dataSource, keys).execute(log, this.now);
  }

  async notes(log = 'token-events/0'): Promise<string[]> {
    const rows: { note: string }[] = await this.dataSource.query('select note from auditor.checkpoints where log = $1 order by size', [log]);
    return rows.map(({ note }) => note);
  }

  async stored(log = 'token-events/0'): Promise<Stored[]> {
    const rows: Omit<Stored, 'record'>[] = await this.dataSource.query(
      `select record as bytes, salt, commitment, leaf_hash as "leafHash" from auditor.records join auditor.entries using (log, index) where log = $1 order by index`,
      [log],
    );
    return rows.map((row) => ({ ...row, record: JSON.parse(row.bytes.toString()) as AuditRecord }));
  }

  async records(log?: string): Promise<AuditRecord[]> {
    return (await this.stored(log)).map(({ record }) => record);
  }

  async ids(log?: string): Promise<(string | null)[]> {
    return (await this.records(log)).map(({ event_id: id }) => id);
  }

  /** The row of a log, as text. */
  async row(log = 'token-events/0'): Promise<Record<string, unknown> | undefined> {
    const rows: Record<string, unknown>[] = await this.dataSource.query(
      'select next_offset, size, cluster_id, last_offset, stopped, ended_at is not null as ended from auditor.logs where name = $1',
      [log],
    );
    return rows[0];
  }
}
