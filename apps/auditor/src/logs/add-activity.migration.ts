import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `token_id`: in whose trail a record stands, of what befell a token the target, of activity the token with which it was done. `by_token_id`: who did it, where
 * that was another token, so that what a token did to others is found as well.
 */
const actorToken = `convert_from(record, 'UTF8')::json #>> '{actor,token_id}'`;
const fill = `
  update auditor.records set token_id = target_id where starts_with(action, 'token.');
  update auditor.records set by_token_id = ${actorToken} where ${actorToken} <> coalesce(token_id, '')`;

const indexes = `
  create index records_of_token on auditor.records (customer_id, token_id, ingested_at, log, index) where duplicate_of is null and token_id is not null;
  create index records_by_token on auditor.records (customer_id, by_token_id, ingested_at, log, index) where duplicate_of is null and by_token_id is not null`;

export class AddActivity1764700000000 implements MigrationInterface {
  readonly name = 'AddActivity1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table auditor.records add column token_id text, add column by_token_id text');
    await runner.query(fill);
    await runner.query(indexes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table auditor.records drop column token_id, drop column by_token_id');
  }
}
