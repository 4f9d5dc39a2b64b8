import type { MigrationInterface, QueryRunner } from 'typeorm';
import { lineage, transactionNumber } from './eras.js';

/** In which life of the database a transaction id counts: restored, moved or failed over, it may give the same id again. See decision 20. */
const eras = `
  create table auditor.eras (
    era smallint primary key check (era > 0),
    id text not null unique default replace(gen_random_uuid()::text, '-', ''),
    lineage text not null,
    began_at timestamptz not null default now()
  )`;

/** What questions ask for; told by the record, which alone is answered. `txn` is the transaction that wrote it, and `happened_at` is never after `ingested_at`. What stands there already comes before all that is to come. */
const columns = `
  alter table auditor.records
    add column txn bigint not null default 0,
    add column happened_at timestamptz not null default now(),
    add column actor_id text,
    add column service_account_id text,
    add column service_id text,
    add column outcome text,
    add column ip text`;

/** As `searchColumns` tells them from a record. */
const fill = `
  update auditor.records set
    happened_at = least(coalesce((told ->> 'occurred_at')::timestamptz, ingested_at), ingested_at),
    actor_id = coalesce(told -> 'actor' ->> 'token_id', told -> 'actor' ->> 'person_id', told -> 'actor' ->> 'name'),
    service_account_id = case
      when told ->> 'target_type' = 'service_account' then target_id
      when starts_with(action, 'activity.') then told -> 'actor' ->> 'service_account_id'
      else coalesce(told -> 'details' ->> 'service_account_id', told -> 'actor' ->> 'service_account_id') end,
    service_id = case
      when told -> 'service_id' is not null then told ->> 'service_id'
      else coalesce(told -> 'details' ->> 'last_service_id', told -> 'details' ->> 'service_id') end,
    outcome = told ->> 'outcome',
    ip = told ->> 'ip'
  from (select log as of_log, index as at_index, convert_from(record, 'UTF8')::json as told from auditor.records) as each
  where log = of_log and index = at_index`;

const key = (column: string): string => `(customer_id, ${column}, ingested_at, log, index) where duplicate_of is null and ${column} is not null`;

const indexes = [
  'records_settled on auditor.records (customer_id, txn, ingested_at, log, index) where duplicate_of is null',
  'records_of_time on auditor.records (customer_id, happened_at, ingested_at, log, index) where duplicate_of is null',
  `records_of_actor on auditor.records ${key('actor_id')}`,
  `records_of_account on auditor.records ${key('service_account_id')}`,
  `records_of_service on auditor.records ${key('service_id')}`,
  `records_of_ip on auditor.records ${key('ip')}`,
  `records_failed on auditor.records (customer_id, ingested_at, log, index) where duplicate_of is null and outcome = 'failure'`,
];

export class AddQueries1764900000000 implements MigrationInterface {
  readonly name = 'AddQueries1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(eras);
    await runner.query(`insert into auditor.eras (era, lineage) values (1, ${lineage})`);
    await runner.query(columns);
    await runner.query(`alter table auditor.records alter column txn set default ${transactionNumber('1', 'pg_current_xact_id()')}`);
    await runner.query(fill);
    for (const index of indexes) await runner.query(`create index ${index}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const added = ['txn', 'happened_at', 'actor_id', 'service_account_id', 'service_id', 'outcome', 'ip'];
    await runner.query(`alter table auditor.records ${added.map((column) => `drop column ${column}`).join(', ')}`);
    await runner.query('drop table auditor.eras');
  }
}
