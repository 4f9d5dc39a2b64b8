import { escapeIdentifier, Pool } from 'pg';

export const customers = 200;
export const teams = 50;
const roles = ['engineer', 'billing', 'user'];

/** The same id for the same number, as SQL and as text. */
export const idSql = (kind: string, number: string): string => `rpad('${kind}', 12, '0') || lpad((${number})::text, 10, '0')`;
export const idOf = (kind: 'Customer' | 'Account' | 'Token', number: number): string => kind.padEnd(12, '0') + String(number).padStart(10, '0');

/** Neither foreign keys nor indexes are looked at row by row, which would take minutes. */
const options = '-c session_replication_role=replica -c synchronous_commit=off -c maintenance_work_mem=512MB';
const atOnce = 2;

/** Fills the issuer's table with so many tokens, spread over the customers: of all roles, labelled by team, one in eleven revoked. */
export async function fillTokens(databaseUrl: string, count: number): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: atOnce, options });
  try {
    const indexes = await dropIndexes(pool);
    await pool.query(`insert into issuer.customers (id, name, platform, policy, created_at)
      select ${idSql('Customer', 'n')}, 'customer ' || n, false, '{}', now() from generate_series(0, ${customers - 1}) n`);
    await pool.query(`insert into issuer.service_accounts (id, customer_id, name, created_at)
      select ${idSql('Account', 'n')}, ${idSql('Customer', 'n')}, 'bench', now() from generate_series(0, ${customers - 1}) n`);
    const share = Math.ceil(count / atOnce);
    await Promise.all(Array.from({ length: atOnce }, (_, part) => pool.query(tokensSql(part * share, Math.min(count, (part + 1) * share) - 1))));
    // The slowest of them, on the terms, is the last to have been made.
    await Promise.all([...indexes].reverse().map((create) => pool.query(create)));
    await pool.query('vacuum (analyze) issuer.tokens');
    await pool.query('checkpoint');
  } finally {
    await pool.end();
  }
}

/** All but that of the primary key, which other tables refer to. Answers what makes them again. */
async function dropIndexes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; definition: string; constraint: string | null }>(
    `select index.relname as name, pg_get_indexdef(index.oid) as definition, c.conname as constraint
     from pg_index i join pg_class index on index.oid = i.indexrelid left join pg_constraint c on c.conindid = index.oid and c.contype = 'u'
     where i.indrelid = 'issuer.tokens'::regclass and not i.indisprimary order by i.indexrelid`,
  );
  for (const { name, constraint } of rows) {
    await pool.query(constraint === null ? `drop index issuer.${escapeIdentifier(name)}` : `alter table issuer.tokens drop constraint ${escapeIdentifier(constraint)}`);
  }
  return rows.map(({ definition }) => definition);
}

function tokensSql(first: number, last: number): string {
  const customer = `n % ${customers}`;
  // Has no factor in common with the other numbers, so that every customer and every team has some.
  const revoked = `n / ${customers} % 11 = 0`;
  return `
    insert into issuer.tokens (
      id, digest, customer_id, platform, service_account_id, name, roles, scope, limit_workspaces, permissions, services, labels, status, sequence,
      created_at, changed_at, revoked_at, expires_at, family_id
    )
    select
      ${idSql('Token', 'n')}, encode(sha256(n::text::bytea), 'hex'), ${idSql('Customer', customer)}, false, ${idSql('Account', customer)}, 'ci ' || n,
      array[(array['${roles.join("','")}'])[n % ${roles.length} + 1]], 'global', false, '{purge:select,service:read,stats:read}', array['service-' || n / ${customers} % 100],
      jsonb_build_object('team', 'team ' || n / ${customers} % ${teams}), case when ${revoked} then 'revoked' else 'active' end, 1,
      now() - n * interval '1 second', now(), case when ${revoked} then now() end, now() + interval '1 day' + n * interval '1 minute', ${idSql('Token', 'n')}
    from generate_series(${first}, ${last}) n`;
}
