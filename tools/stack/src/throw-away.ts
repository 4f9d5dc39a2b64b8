import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testSettings } from './kafka/kafka-settings.js';
import { startKafka } from './kafka/start-kafka.js';
import { startPostgres, testDatabaseSettings } from './postgres/start-postgres.js';
import type { Children } from './processes/children.js';
import type { RunRecord } from './processes/run-record.js';
import { makeSecurity, type Security } from './security/security.js';
import type { StackEnv } from './stack.env.js';

export interface Infrastructure {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** Where the security that it has was made. */
  readonly securityFolder?: string;
}

export interface ThrowAwayOptions {
  /** Absent where it is to be as in production; `tests` trades durability for speed. */
  readonly tunedFor?: 'tests';
  readonly children: Children;
  /** Removes the data when the command ends. */
  readonly record: RunRecord;
  /** With TLS, log-ins and ACLs. */
  readonly secure?: boolean;
}

/** A Kafka and a Postgres for as long as this command runs, or those that the environment names. */
export async function throwAwayInfrastructure(
  { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl }: Pick<StackEnv, 'KAFKA_BROKERS' | 'DATABASE_URL'>,
  options: ThrowAwayOptions,
): Promise<Infrastructure> {
  const scratch = makeScratch(options.record);
  const securityFolder = join(scratch, 'security');
  const security = options.secure ? await makeSecurity(securityFolder) : undefined;
  const [kafka, postgres] = await Promise.all([
    brokers ?? ownKafka(join(scratch, 'kafka'), options, security),
    databaseUrl ?? ownPostgres(join(scratch, 'postgres'), options, security),
  ]);
  return { brokers: kafka, databaseUrl: postgres, ...(security ? { securityFolder } : {}) };
}

/** A directory that is gone when the command has ended. */
export function makeScratch(record: RunRecord): string {
  const scratch = mkdtempSync(join(tmpdir(), 'latchkey-'));
  record.addScratch(scratch);
  // Root's Postgres runs as another user.
  chmodSync(scratch, 0o755);
  return scratch;
}

async function ownKafka(dataDir: string, { tunedFor, children }: ThrowAwayOptions, security: Security | undefined): Promise<string> {
  return (await startKafka({ dataDir, children, security, ...(tunedFor === 'tests' ? { settings: testSettings } : {}) })).brokers;
}

async function ownPostgres(dataDir: string, { tunedFor, children, record }: ThrowAwayOptions, security: Security | undefined): Promise<string> {
  const { url, home } = await startPostgres({ dataDir, children, security, ...(tunedFor === 'tests' ? { settings: testDatabaseSettings } : {}) });
  record.addScratch(home);
  return url;
}
