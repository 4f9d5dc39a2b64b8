import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateExpiryIndex1764430000000 implements MigrationInterface {
  readonly name = 'CreateExpiryIndex1764430000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index tokens_by_expiry on notifier.tokens (expires_at, id) where status <> 'revoked' and expires_at is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index notifier.tokens_by_expiry');
  }
}
