import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One log per input partition and epoch; `name` is `<topic>/<partition>`, from the second epoch on `…@<epoch>`. Its row is the lock under which it grows.
 * `last_record` is the SHA-256 by which the record at `last_offset` is known again.
 */
const logs = `
  create table auditor.logs (
    name text collate "C" primary key,
    topic text not null,
    partition int not null check (partition >= 0),
    epoch int not null check (epoch > 0),
    cluster_id text not null,
    next_offset bigint not null default 0,
    size bigint not null default 0,
    last_offset bigint,
    last_record bytea check (length(last_record) = 32),
    stopped text,
    ended_at timestamptz,
    unique (topic, partition, epoch),
    check ((last_offset is null) = (last_record is null)),
    check (last_offset < next_offset)
  );
  create unique index logs_current on auditor.logs (topic, partition) where ended_at is null`;

/** The leaves. They stay for ever, whatever becomes of their records. */
const entries = `
  create table auditor.entries (
    log text collate "C" not null references auditor.logs,
    index bigint not null check (index >= 0),
    commitment bytea not null check (length(commitment) = 32),
    leaf_hash bytea not null check (length(leaf_hash) = 32),
    primary key (log, index)
  )`;

/** `record` is what was hashed and what is answered, byte for byte; the other columns only find it. */
const records = `
  create table auditor.records (
    log text collate "C" not null,
    index bigint not null,
    ingested_at timestamptz not null,
    salt bytea not null check (length(salt) = 16),
    record bytea not null,
    event_source text,
    event_id text,
    duplicate_of bigint check (duplicate_of < index),
    customer_id text,
    action text collate "C" not null,
    target_id text,
    primary key (log, index),
    foreign key (log, index) references auditor.entries
  );
  create index records_of_event on auditor.records (log, event_id) where event_id is not null;
  create index records_of_customer on auditor.records (customer_id, ingested_at, log, index) where duplicate_of is null;
  create index records_of_target on auditor.records (customer_id, target_id, ingested_at, log, index) where duplicate_of is null;
  create index records_of_action on auditor.records (customer_id, action, ingested_at, log, index) where duplicate_of is null`;

/** How far each log was published: the index of the next record to be. Apart from the logs, so that publishing never holds up ingestion. */
const publications = `
  create table auditor.publications (
    log text collate "C" primary key references auditor.logs,
    next_index bigint not null default 0
  )`;

export class CreateLogs1764200000000 implements MigrationInterface {
  readonly name = 'CreateLogs1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [logs, entries, records, publications]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['publications', 'records', 'entries', 'logs']) await runner.query(`drop table auditor.${table}`);
  }
}
