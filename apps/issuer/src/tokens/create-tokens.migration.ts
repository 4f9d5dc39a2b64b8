import { createOutbox, dropOutbox } from '@latchkey/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const customers = `
  create table issuer.customers (
    id text primary key check (length(id) = 22),
    name text not null,
    platform boolean not null,
    created_at timestamptz not null,
    unique (id, platform)
  );
  create unique index customers_one_platform on issuer.customers (platform) where platform`;

const serviceAccounts = `
  create table issuer.service_accounts (
    id text primary key check (length(id) = 22),
    customer_id text not null references issuer.customers,
    name text not null,
    created_at timestamptz not null,
    unique (id, customer_id)
  )`;

/** `unique (id, …)` above lets a foreign key hold an id and what goes with it together: no token belongs to another customer's service account. */
const tokens = `
  create table issuer.tokens (
    id text primary key check (length(id) = 22),
    digest text not null unique check (digest ~ '^[0-9a-f]{64}$'),
    customer_id text not null,
    platform boolean not null,
    service_account_id text not null,
    name text not null,
    roles text[] not null check (cardinality(roles) > 0),
    scope text not null,
    limit_workspaces boolean not null,
    permissions text[] not null,
    services text[],
    workspaces text[],
    allowed_cidrs text[],
    not_before timestamptz,
    expires_at timestamptz,
    notify_days int[],
    labels jsonb not null,
    status text not null check (status in ('active', 'suspended', 'revoked')),
    sequence int not null check (sequence > 0),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    creator_id text references issuer.service_accounts,
    parent_id text references issuer.tokens,
    family_id text not null references issuer.tokens,
    predecessor_id text references issuer.tokens,
    successor_id text references issuer.tokens,
    last_used_at timestamptz,
    last_used_ip text,
    last_used_user_agent text,
    tombstoned_at timestamptz,
    foreign key (customer_id, platform) references issuer.customers (id, platform),
    foreign key (service_account_id, customer_id) references issuer.service_accounts (id, customer_id)
  );
  create index tokens_of_customer on issuer.tokens (customer_id, created_at desc, id desc);
  create index tokens_of_parent on issuer.tokens (parent_id) where parent_id is not null;
  create index tokens_revoked_unburied on issuer.tokens (changed_at) where status = 'revoked' and tombstoned_at is null;
  create index tokens_expiring_unburied on issuer.tokens (expires_at) where tombstoned_at is null`;

export class CreateTokens1763900000000 implements MigrationInterface {
  readonly name = 'CreateTokens1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [customers, serviceAccounts, tokens]) await runner.query(table);
    await createOutbox(runner, 'issuer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutbox(runner, 'issuer');
    for (const table of ['tokens', 'service_accounts', 'customers']) await runner.query(`drop table issuer.${table}`);
  }
}
