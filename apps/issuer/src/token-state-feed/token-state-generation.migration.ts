import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: which creation of the topic this is, and how far it was filled. */
export class TokenStateGeneration1764000000000 implements MigrationInterface {
  readonly name = 'TokenStateGeneration1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table issuer.token_state_generation (
        only_row boolean primary key default true check (only_row),
        generation uuid not null,
        cluster_id text not null,
        sent jsonb not null default '{}',
        republished_to text not null default '',
        complete boolean not null default false,
        created_at timestamptz not null default clock_timestamp()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table issuer.token_state_generation');
  }
}
