import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { isDatabaseUnavailable } from '../errors/database-unavailable.js';

const log = new Logger('migrations');

/** Brings the schema of `dataSource` up to date, making it first. Waits for a database that is still starting; two at once run one after the other. */
export async function runMigrations(dataSource: DataSource, { waitSeconds = 60 } = {}): Promise<string[]> {
  const opened = !dataSource.isInitialized;
  if (opened) await whenUp(() => dataSource.initialize(), Date.now() + waitSeconds * 1000);
  const runner = dataSource.createQueryRunner();
  try {
    return await underLock(runner, schemaOf(dataSource), () => migrate(dataSource, runner));
  } finally {
    await runner.release();
    if (opened) await dataSource.destroy();
  }
}

/** By name: `pending` are declared and were not run; `unknown` were run, by another version, and are not declared. */
export interface MigrationState {
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/** How the schema of `dataSource`, which is open, stands to what that declares. */
export async function migrationState(dataSource: DataSource): Promise<MigrationState> {
  const table = `"${schemaOf(dataSource)}"."migrations"`;
  const [found] = await dataSource.query<{ there: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
  const rows = found?.there ? await dataSource.query<{ name: string }[]>(`SELECT name FROM ${table}`) : [];
  const declared = new Set(dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const run = new Set(rows.map(({ name }) => name));
  return { pending: [...declared].filter((name) => !run.has(name)), unknown: [...run].filter((name) => !declared.has(name)) };
}

async function whenUp(connect: () => Promise<unknown>, deadline: number): Promise<void> {
  for (;;) {
    try {
      await connect();
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() > deadline) throw error;
      log.warn('the database does not answer yet');
      await pause(1_000);
    }
  }
}

async function migrate(dataSource: DataSource, runner: QueryRunner): Promise<string[]> {
  // Postgres would ask for the right to make one even where it is there, as it is for a role that has its own schema only.
  const [made] = await runner.query('SELECT FROM pg_namespace WHERE nspname = $1', [schemaOf(dataSource)]);
  if (!made) await runner.query(`CREATE SCHEMA "${schemaOf(dataSource)}"`);
  const done = await dataSource.runMigrations();
  for (const { name } of done) log.log({ msg: 'migrated', migration: name });
  return done.map(({ name }) => name);
}

/** A session lock, on a connection that is used for nothing else. */
async function underLock<T>(runner: QueryRunner, schema: string, work: () => Promise<T>): Promise<T> {
  const key = `latchkey.migrations.${schema}`;
  await runner.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
  try {
    return await work();
  } finally {
    await runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
  }
}

function schemaOf(dataSource: DataSource): string {
  const schema = 'schema' in dataSource.options ? dataSource.options.schema : undefined;
  if (schema === undefined || !/^[a-z_][a-z0-9_]*$/.test(schema)) throw new Error('a service keeps its tables in a schema of its own');
  return schema;
}
