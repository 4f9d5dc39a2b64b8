import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `sealed` holds what signs or is secret of the address, under the operator's key. `held_until`: the endpoint is being given a rest. */
const subscriptions = `
  create table notifier.subscriptions (
    id text primary key check (length(id) = 22),
    customer_id text not null,
    name text not null,
    event_types text[] not null check (cardinality(event_types) > 0),
    labels jsonb not null,
    service_account_id text,
    channel text not null check (channel in ('webhook', 'slack', 'email')),
    url text,
    endpoint text not null,
    sealed bytea,
    former_secret_until timestamptz,
    digest jsonb,
    status text not null check (status in ('active', 'disabled')),
    disabled_reason text check (disabled_reason in ('requested', 'gone', 'failing')),
    failing_since timestamptz,
    failures int not null default 0,
    held_until timestamptz,
    created_by jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((url is not null) = (channel = 'webhook')),
    check ((sealed is null) = (channel = 'email')),
    check ((status = 'disabled') = (disabled_reason is not null))
  );
  create index subscriptions_of_customer on notifier.subscriptions (customer_id, id)`;

/** Without a service account: who is told where a service account has no contact of its own. */
const contacts = `
  create table notifier.contacts (
    customer_id text not null,
    service_account_id text,
    emails text[] not null check (cardinality(emails) > 0),
    updated_by jsonb not null,
    updated_at timestamptz not null,
    unique nulls not distinct (customer_id, service_account_id)
  )`;

/**
 * What a subscription is told. The id follows from the subscription and the event, so that an event read again adds nothing. `attempts` counts all that were
 * begun and tells whoever ends one whether it is still the last; `tries` those since it was last put in the queue. `next_attempt_at` of one under way is when
 * it counts as lost. `done` are recipients whom it reached, or never will. A `lane` is what shares places: the subscription, or else who is told that it was disabled.
 */
const notifications = `
  create table notifier.notifications (
    id text primary key check (length(id) = 22),
    subscription_id text not null references notifier.subscriptions on delete cascade,
    customer_id text not null,
    lane text not null,
    channel text not null check (channel in ('webhook', 'slack', 'email')),
    type text not null,
    token_id text,
    expires_at timestamptz,
    service_account_id text,
    notice jsonb,
    occurred_at timestamptz not null,
    state text not null check (state in ('queued', 'snoozed', 'gathered', 'digested', 'sent', 'failed', 'unreachable', 'acknowledged', 'superseded')),
    due_at timestamptz not null,
    next_attempt_at timestamptz check ((next_attempt_at is not null) = (state in ('queued', 'snoozed'))),
    digest_at timestamptz check ((digest_at is not null) = (state = 'gathered')),
    digest_id text,
    recipients text[],
    done text[] not null default '{}',
    attempts int not null default 0,
    tries int not null default 0,
    created_at timestamptz not null,
    settled_at timestamptz
  );
  create index notifications_waiting on notifier.notifications (lane, next_attempt_at) where next_attempt_at is not null;
  create index notifications_gathered on notifier.notifications (digest_at, subscription_id) where digest_at is not null;
  create index notifications_in_digest on notifier.notifications (digest_id) where digest_id is not null;
  create index notifications_of_customer on notifier.notifications (customer_id, created_at, id);
  create index notifications_of_token on notifier.notifications (token_id, created_at, id);
  create index notifications_of_subscription on notifier.notifications (subscription_id, token_id);
  create index notifications_settled on notifier.notifications (settled_at) where settled_at is not null`;

const attempts = `
  create table notifier.attempts (
    notification_id text not null references notifier.notifications on delete cascade,
    number int not null,
    at timestamptz not null,
    recipient text,
    status int,
    duration_ms int not null,
    error_class text,
    unique nulls not distinct (notification_id, number, recipient)
  )`;

/** Of which end of which token a subscription is told no more, or (`until`) not yet. */
const silences = `
  create table notifier.silences (
    subscription_id text not null references notifier.subscriptions on delete cascade,
    token_id text not null,
    expires_at timestamptz not null,
    until timestamptz,
    made_by jsonb not null,
    made_at timestamptz not null,
    primary key (subscription_id, token_id, expires_at)
  )`;

export class CreateSubscriptions1764200000000 implements MigrationInterface {
  readonly name = 'CreateSubscriptions1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [subscriptions, contacts, notifications, attempts, silences]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['silences', 'attempts', 'notifications', 'contacts', 'subscriptions']) await runner.query(`drop table notifier.${table}`);
  }
}
