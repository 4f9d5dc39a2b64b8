import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers kept for a day, of which only the caller can open the secret. */
export class Idempotency1764200000000 implements MigrationInterface {
  readonly name = 'Idempotency1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table issuer.idempotency_keys (
        id text primary key check (id ~ '^[0-9a-f]{64}$'),
        request_hash text not null,
        token_id text not null references issuer.tokens,
        sealed bytea,
        created_at timestamptz not null
      )`);
    await runner.query('create index idempotency_keys_created_at on issuer.idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table issuer.idempotency_keys');
  }
}
