import { createOutbox, dropOutbox } from '@latchkey/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each partition of token-state was read. Every change acknowledged before `as_of` has been applied; `null` while that is not known. */
const positions = `
  create table notifier.positions (
    partition int primary key,
    next_offset bigint not null,
    as_of timestamptz,
    heard_at timestamptz not null
  )`;

const tokens = `
  create table notifier.tokens (
    id text primary key check (length(id) = 22),
    partition int not null,
    sequence int not null check (sequence > 0),
    customer_id text not null,
    service_account_id text not null,
    name text not null,
    labels jsonb not null,
    status text not null check (status in ('active', 'suspended', 'revoked')),
    expires_at timestamptz,
    expiry_set_at timestamptz,
    notify_days int[],
    check ((expires_at is null) = (expiry_set_at is null))
  );
  create index tokens_of_customer on notifier.tokens (customer_id, expires_at, id) where status <> 'revoked'`;

/** What is still to be announced. The id is that of the event; without `threshold_days` it is the expiry itself. */
const notices = `
  create table notifier.notices (
    id text primary key,
    token_id text not null references notifier.tokens on delete cascade,
    threshold_days int,
    due_at timestamptz not null
  );
  create index notices_due on notifier.notices (due_at);
  create index notices_of_token on notifier.notices (token_id, due_at)`;

/** What is settled for ever. Knows nothing of the tokens table, so that it outlives tombstones, replays and rebuilds. */
const announcements = `
  create table notifier.announcements (
    id text primary key,
    token_id text not null,
    expires_at timestamptz not null,
    due_at timestamptz not null,
    outcome text not null check (outcome in ('announced', 'passed_over')),
    settled_at timestamptz not null
  );
  create index announcements_of_expiry on notifier.announcements (token_id, expires_at, due_at)`;

export class CreateSchedule1764100000000 implements MigrationInterface {
  readonly name = 'CreateSchedule1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [positions, tokens, notices, announcements]) await runner.query(table);
    await createOutbox(runner, 'notifier');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutbox(runner, 'notifier');
    for (const table of ['announcements', 'notices', 'tokens', 'positions']) await runner.query(`drop table notifier.${table}`);
  }
}
