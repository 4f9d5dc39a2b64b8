import type { DataSource } from 'typeorm';

/** As long as an id. */
export function idOf(kind: 'c' | 's' | 't', number: number): string {
  return kind + String(number).padStart(21, '0');
}

const large = 2;

/**
 * Fills the tables with `count` tokens. Customers 1 and 2 have 10,000 each, the others some 90. So that it takes seconds, indexes are made again after it, and the
 * database does without foreign keys from here on.
 */
export async function fillTokens(dataSource: DataSource, count: number): Promise<void> {
  const customers = large + Math.ceil((count - large * 10_000) / 90);
  await dataSource.transaction(async (manager) => {
    // Else the vacuum could come before the commit is on disk, and so could not tell that all see the rows.
    await manager.query('set local synchronous_commit = on');
    await manager.query(dropForeignKeys);
    const indexes: { name: string; definition: string }[] = await manager.query(plainIndexes);
    for (const { name } of indexes) await manager.query(`drop index issuer.${name}`);
    await manager.query(insertTokens, [count, large, count / (large * 10_000), customers - large]);
    for (const { definition } of indexes) await manager.query(definition);
  });
  await dataSource.query('vacuum analyze issuer.tokens');
}

const dropForeignKeys = `
  do $$ declare key record; begin
    for key in select conname from pg_constraint where conrelid = 'issuer.tokens'::regclass and contype = 'f' loop
      execute format('alter table issuer.tokens drop constraint %I', key.conname);
    end loop;
  end $$`;

const plainIndexes = `
  select relname as name, pg_get_indexdef(indexrelid) as definition from pg_index join pg_class on pg_class.oid = indexrelid
  where indrelid = 'issuer.tokens'::regclass and not indisunique`;

const id = (kind: string, number: string): string => `'${kind}' || lpad((${number})::text, 21, '0')`;

/** $2 customers get every $3rd token, $4 others the rest. */
const insertTokens = `
  insert into issuer.tokens (
    id, digest, customer_id, platform, service_account_id, name, roles, scope, limit_workspaces, permissions, services, labels,
    status, sequence, created_at, changed_at, revoked_at, creator_id, parent_id, family_id, last_used_at, expires_at
  )
  select
    ${id('t', 'n')}, encode(sha256(n::text::bytea), 'hex'), ${id('c', 'customer')}, false, ${id('s', 'n % 5000')}, 'deploy-' || n % 97 || '-' || n,
    array[(array['engineer', 'user', 'billing', 'tls_admin'])[1 + n / 7 % 4]], 'global', true, array['service:read', 'purge:select'],
    case when n % 3 = 0 then array['service-' || customer || '-' || n / 3 % 50] end,
    jsonb_build_object('team', 'team-' || n / 11 % 4, 'repo', 'repo-' || n / 13 % 500) || case when n % 2000 = 0 then '{"pinned": ""}'::jsonb else '{}'::jsonb end,
    status, 1, created_at, created_at, case when status = 'revoked' then created_at end, ${id('s', 'n % 5000')},
    case when n % 10 = 0 then ${id('t', 'n / 10')} end, ${id('t', 'n')},
    case when n % 11 > 4 then created_at + n % 1000 * interval '1 hour' end,
    case when n % 7 > 0 then created_at + n % 400 * interval '1 day' end
  from (
    select
      n,
      case when n % $3::int = 0 then 1 + n / $3::int % $2::int else 1 + $2::int + n::bigint * 7919 % $4::int end as customer,
      '2026-01-01T00:00:00Z'::timestamptz + n * interval '20 seconds' as created_at,
      (array['active', 'active', 'active', 'active', 'active', 'active', 'suspended', 'revoked', 'revoked', 'revoked'])[1 + n / 17 % 10] as status
    from generate_series(1, $1::int) as n
  ) as made`;
