import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Without a service account: what counts where a service account has none of its own. `null` in a column leaves that to whoever comes next. */
const schedules = `
  create table notifier.schedules (
    customer_id text not null,
    service_account_id text,
    notify_days int[],
    days_set_at timestamptz not null,
    unused_days int check (unused_days >= 0),
    updated_by jsonb not null,
    updated_at timestamptz not null,
    unique nulls not distinct (customer_id, service_account_id)
  )`;

/** Whose tokens are to be planned anew, and up to which token id that was done. */
const changes = `
  create table notifier.schedule_changes (
    customer_id text not null,
    service_account_id text,
    changed_at timestamptz not null,
    after_id text not null,
    unique nulls not distinct (customer_id, service_account_id)
  )`;

/**
 * The thresholds of a token as they count, `[{days, since}]`. Of those of before, the ones still planned are known; one that was settled is named anew with
 * the next change, and does not count for the expiry that it was settled for, as it lies behind.
 */
const thresholds = `
  alter table notifier.tokens add column thresholds jsonb not null default '[]';
  update notifier.tokens token set thresholds = coalesce((
    select jsonb_agg(jsonb_build_object('days', threshold_days, 'since', to_char(expiry_set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    from notifier.notices where token_id = token.id and threshold_days is not null), '[]');
  alter table notifier.tokens alter column thresholds drop default;
  create index tokens_to_plan_anew on notifier.tokens (customer_id, id) where status <> 'revoked'`;

export class CreateCustomerSchedules1764400000000 implements MigrationInterface {
  readonly name = 'CreateCustomerSchedules1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [schedules, changes, thresholds]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index notifier.tokens_to_plan_anew');
    await runner.query('alter table notifier.tokens drop column thresholds');
    for (const table of ['schedule_changes', 'schedules']) await runner.query(`drop table notifier.${table}`);
  }
}
