import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was signed of each log, as it was signed. Rows are added and never changed, save that they come to be published. A log that a restored backup does not know has some, too. */
const checkpoints = `
  create table auditor.checkpoints (
    log text collate "C" not null,
    size bigint not null check (size > 0),
    note text not null,
    signed_at timestamptz not null,
    published_at timestamptz,
    primary key (log, size)
  );
  create index checkpoints_unpublished on auditor.checkpoints (log, size) where published_at is null`;

/** How far the topic of checkpoints was read, so that what was published and is not stored is taken up again. */
const positions = `
  create table auditor.checkpoint_positions (
    partition int primary key check (partition >= 0),
    next_offset bigint not null default 0
  )`;

export class AddCheckpoints1764400000000 implements MigrationInterface {
  readonly name = 'AddCheckpoints1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [checkpoints, positions]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['checkpoint_positions', 'checkpoints']) await runner.query(`drop table auditor.${table}`);
  }
}
