import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  // Names sort and begin alike whatever the database's locale is, and one index serves both.
  'alter table issuer.tokens alter column name type text collate "C"',
  'create index tokens_by_name on issuer.tokens (customer_id, name, id)',
  // Holds all that a status is derived from, so that tokens are counted by status from the index alone.
  'create index tokens_by_expiry on issuer.tokens (customer_id, expires_at, id) include (status)',
  'create index tokens_of_creator on issuer.tokens (creator_id)',
  // What a token can be found by beside its columns, under its customer. A line break stands in no name. A label without a value stands for the label with any value.
  `create function issuer.token_terms (customer_id text, roles text[], services text[], labels jsonb) returns text[]
     language sql immutable parallel safe
     as $$
       select array(
         select customer_id || ' role ' || role from unnest(roles) as role
         union all
         select customer_id || ' service ' || service from unnest(services) as service
         union all
         select customer_id || ' label ' || label.key from jsonb_each_text(labels) as label
         union all
         select customer_id || ' label ' || label.key || E'\\n' || label.value from jsonb_each_text(labels) as label where label.value is not null
       )
     $$`,
  // Without a list of pending entries, which every search would have to read and some insert would have to clear.
  `create index tokens_by_term on issuer.tokens using gin (issuer.token_terms(customer_id, roles, services, labels)) with (fastupdate = off)`,
  // No index holds when a token was last used: that changes all the time, and costs the least where a row finds room beside itself and no index has to know.
  'alter table issuer.tokens set (fillfactor = 90)',
];

const down = [
  'alter table issuer.tokens reset (fillfactor)',
  'drop index issuer.tokens_by_term',
  'drop function issuer.token_terms',
  'drop index issuer.tokens_of_creator',
  'drop index issuer.tokens_by_expiry',
  'drop index issuer.tokens_by_name',
  'alter table issuer.tokens alter column name type text collate "default"',
];

/** An index for each way of finding tokens. */
export class FindTokens1764350000000 implements MigrationInterface {
  readonly name = 'FindTokens1764350000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
