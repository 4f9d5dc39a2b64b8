import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  `alter table issuer.customers
     add column policy jsonb not null
       default '{"max_lifetime_days": null, "allow_never_expires": true, "required_labels": [], "on_reuse": "report"}',
     add column offboarded_at timestamptz,
     add column erased_at timestamptz`,
  `alter table issuer.customers alter column policy drop default`,
  `alter table issuer.service_accounts add column deleted_at timestamptz`,
  'create index service_accounts_of_customer on issuer.service_accounts (customer_id, created_at desc, id desc)',
  // A creator may be a person, whom only the identity provider knows.
  `alter table issuer.tokens
     drop constraint tokens_creator_id_fkey,
     add column revoked_at timestamptz,
     add column predecessor_used_on date`,
  "update issuer.tokens set revoked_at = changed_at where status = 'revoked'",
  "alter table issuer.tokens add constraint tokens_revoked_at check ((status = 'revoked') = (revoked_at is not null))",
  'create index tokens_of_service_account on issuer.tokens (service_account_id)',
  'create index tokens_of_family on issuer.tokens (family_id)',
];

const down = [
  'drop index issuer.tokens_of_family',
  'drop index issuer.tokens_of_service_account',
  'alter table issuer.tokens drop constraint tokens_revoked_at, drop column predecessor_used_on, drop column revoked_at',
  'alter table issuer.tokens add constraint tokens_creator_id_fkey foreign key (creator_id) references issuer.service_accounts',
  'drop index issuer.service_accounts_of_customer',
  'alter table issuer.service_accounts drop column deleted_at',
  'alter table issuer.customers drop column erased_at, drop column offboarded_at, drop column policy',
];

/** Policies, the ends of customers and service accounts, and what a token's later life needs. */
export class TokenLife1764100000000 implements MigrationInterface {
  readonly name = 'TokenLife1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
