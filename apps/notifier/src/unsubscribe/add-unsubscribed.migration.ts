import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses of contacts that get no mail of a subscription. */
export class AddUnsubscribed1764440000000 implements MigrationInterface {
  readonly name = 'AddUnsubscribed1764440000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table notifier.subscriptions add column unsubscribed text[] not null default '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notifier.subscriptions drop column unsubscribed');
  }
}
