import { dataSourceFor, runMigrations } from '@latchkey/runtime';
import { createDatabase, hashOf, type TestDatabase } from '@latchkey/testing';
import { notifierDatabase } from '../src/notifier.database.js';

/** The migrated database of one test file. */
export async function notifierDatabaseForTest(): Promise<TestDatabase> {
  const makers = ['../src/', '../../../libs/outbox/src/'].map((path) => new URL(path, import.meta.url));
  return createDatabase((url) => runMigrations(dataSourceFor({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, notifierDatabase)), `notifier ${await hashOf(...makers)}`);
}
