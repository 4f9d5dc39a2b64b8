import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By the hour of the clock. */
const refusals = `
  create table notifier.refusals (
    token_id text not null,
    reason text not null,
    hour timestamptz not null,
    count bigint not null,
    last_at timestamptz not null,
    last_ip text,
    last_user_agent text,
    primary key (token_id, reason, hour)
  );
  create index refusals_by_hour on notifier.refusals (hour)`;

/** Once per token, reason and day. */
const told = `
  create table notifier.refusals_told (
    token_id text not null,
    reason text not null,
    day date not null,
    primary key (token_id, reason, day)
  )`;

/** How far each partition of token-usage was counted: deltas must not count twice. */
const positions = 'create table notifier.usage_positions (partition int primary key, next_offset bigint not null)';

export class CreateRefusals1764300000000 implements MigrationInterface {
  readonly name = 'CreateRefusals1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [refusals, told, positions]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['usage_positions', 'refusals_told', 'refusals']) await runner.query(`drop table notifier.${table}`);
  }
}
