import type { DataSource } from 'typeorm';

const columns =
  'customer_id, platform, service_account_id, name, roles, scope, limit_workspaces, permissions, services, labels, status, sequence, created_at, changed_at, revoked_at, family_id';

/** As many tokens more that are like it, with nothing of them on the outbox. */
export async function copyToken(database: Pick<DataSource, 'query'>, id: string, count: number): Promise<void> {
  await database.query(
    `insert into issuer.tokens (id, digest, ${columns})
     select left(md5(id || n), 22), encode(sha256((id || n)::bytea), 'hex'), ${columns} from issuer.tokens, generate_series(1, $2::int) as n where id = $1`,
    [id, count],
  );
}
