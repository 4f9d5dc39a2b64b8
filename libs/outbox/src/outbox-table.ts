import type { QueryRunner } from 'typeorm';
import { outboxTable } from './outbox-names.js';

/**
 * For a service's migration. The second index finds the oldest unsent row; the vacuum settings are those of a queue, whose rows
 * come and go while its size says nothing about how many are dead.
 */
export async function createOutbox(runner: QueryRunner, schema: string): Promise<void> {
  const table = outboxTable(schema);
  await runner.query(`
    create table ${table} (
      id bigint generated always as identity primary key,
      topic text not null,
      key text not null,
      partition int,
      value text,
      headers jsonb not null,
      created_at timestamptz not null default clock_timestamp()
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`);
  await runner.query(`create index outbox_created_at on ${table} (created_at)`);
}

export async function dropOutbox(runner: QueryRunner, schema: string): Promise<void> {
  await runner.query(`drop table ${outboxTable(schema)}`);
}
