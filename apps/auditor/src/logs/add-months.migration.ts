import type { MigrationInterface, QueryRunner } from 'typeorm';
import { monthAfter, monthOf } from './months.js';
import { addMonth, monthsIn } from './record-months.js';

const columns = 'including defaults including constraints';

/**
 * Each record has its entry, since both are written by one transaction, and `entries` lets no place be taken twice. A foreign key would say it again for each
 * row, and would have tiles and proofs wait whenever a month is dropped.
 */
const keys = [
  'alter table auditor.records add primary key (log, index, ingested_at)',
  `create index records_of_event on auditor.records (log, event_id) where event_id is not null`,
  `create index records_of_customer on auditor.records (customer_id, ingested_at, log, index) where duplicate_of is null`,
  `create index records_of_target on auditor.records (customer_id, target_id, ingested_at, log, index) where duplicate_of is null`,
  `create index records_of_action on auditor.records (customer_id, action, ingested_at, log, index) where duplicate_of is null`,
  `create index records_repeated on auditor.records (customer_id, ingested_at, log, index) where duplicate_of is not null`,
];

/** Records stand by the month in which they were ingested, so that a month can be dropped. `dropped_below` is the index before which a log's records were. */
export class AddMonths1764500000000 implements MigrationInterface {
  readonly name = 'AddMonths1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table auditor.records rename to records_before');
    await runner.query(`create table auditor.records (like auditor.records_before ${columns}) partition by range (ingested_at)`);
    await runner.query('create table auditor.records_default partition of auditor.records default');
    const thisMonth = monthOf(new Date());
    const months = new Set([...(await monthsIn(runner, 'auditor.records_before')), thisMonth, monthAfter(thisMonth, 1)]);
    for (const month of months) await addMonth(runner, month);
    await runner.query('insert into auditor.records select * from auditor.records_before');
    await runner.query('drop table auditor.records_before');
    for (const key of keys) await runner.query(key);
    await runner.query('alter table auditor.logs add column dropped_below bigint not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table auditor.logs drop column dropped_below');
    await runner.query('alter table auditor.records rename to records_by_month');
    await runner.query(`create table auditor.records (like auditor.records_by_month ${columns})`);
    await runner.query('insert into auditor.records select * from auditor.records_by_month');
    await runner.query('drop table auditor.records_by_month');
    await runner.query('alter table auditor.records add primary key (log, index), add foreign key (log, index) references auditor.entries');
    for (const index of keys.slice(1, -1)) await runner.query(index);
  }
}
