import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last allowed use of tokens that the schedule knows, and goes with them. */
const lastUses = `
  create table notifier.last_uses (
    token_id text primary key references notifier.tokens on delete cascade,
    used_at timestamptz not null,
    ip text,
    user_agent text,
    service_id text
  )`;

/** Known by facts that may come before the token does, so that neither needs the other. */
const successions = `
  create table notifier.successions (
    token_id text primary key,
    successor_id text not null
  )`;

const serviceAccounts = `
  create table notifier.service_accounts (
    id text primary key,
    customer_id text not null,
    name text not null
  );
  create index service_accounts_of_customer on notifier.service_accounts (customer_id)`;

export class CreateContext1764410000000 implements MigrationInterface {
  readonly name = 'CreateContext1764410000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [lastUses, successions, serviceAccounts]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['service_accounts', 'successions', 'last_uses']) await runner.query(`drop table notifier.${table}`);
  }
}
