import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was signed of each log, as it was signed. Rows are added and never changed, save that they come to be published. */
const checkpoints = `
  create table auditor.checkpoints (
    log text collate "C" not null references auditor.logs,
    size bigint not null check (size > 0),
    note text not null,
    signed_at timestamptz not null,
    published_at timestamptz,
    primary key (log, size)
  );
  create index checkpoints_unpublished on auditor.checkpoints (log, size) where published_at is null`;

export class AddCheckpoints1764400000000 implements MigrationInterface {
  readonly name = 'AddCheckpoints1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(checkpoints);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table auditor.checkpoints');
  }
}
