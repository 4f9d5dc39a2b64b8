import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when use of a token would have been seen, and after how many days without it is announced (0: never). Of tokens that are there already it is from now on. */
const watched = `
  alter table notifier.tokens add column watched_since timestamptz not null default now(), add column unused_days int not null default 0;
  alter table notifier.tokens alter column watched_since drop default, alter column unused_days drop default;
  insert into notifier.schedule_changes (customer_id, service_account_id, changed_at, after_id)
  select distinct customer_id, null, now(), '' from notifier.tokens on conflict (customer_id, service_account_id) do update set after_id = ''`;

/** When to look whether a token is out of use. Its use moves nothing here: who looks too early looks again. */
const disuses = `
  create table notifier.disuses (
    token_id text primary key references notifier.tokens on delete cascade,
    check_at timestamptz not null
  );
  create index disuses_to_check on notifier.disuses (check_at)`;

/** A period without use is settled whatever the expiry is. */
const announcements = 'alter table notifier.announcements alter column expires_at drop not null';

export class CreateDisuse1764420000000 implements MigrationInterface {
  readonly name = 'CreateDisuse1764420000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [watched, disuses, announcements]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from notifier.announcements where expires_at is null');
    await runner.query('alter table notifier.announcements alter column expires_at set not null');
    await runner.query('drop table notifier.disuses');
    await runner.query('alter table notifier.tokens drop column watched_since, drop column unused_days');
  }
}
