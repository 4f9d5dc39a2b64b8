import type { DataSource } from 'typeorm';

export interface Change {
  readonly type: string;
  readonly sequence: number;
  readonly status: string | null;
  readonly reason: string | null;
}

/** What the outbox tells of a token, in its order. */
export async function changesIn(dataSource: DataSource, tokenId: string): Promise<Change[]> {
  return dataSource.query(
    `select headers->>'ce_type' as type, (value::jsonb->>'sequence')::int as sequence, value::jsonb->>'status' as status, value::jsonb->>'reason' as reason
     from issuer.outbox where headers->>'ce_subject' = $1 order by id`,
    [tokenId],
  );
}

/** The data of the last event of this type about a token. */
export async function lastIn(dataSource: DataSource, tokenId: string, type: string): Promise<Record<string, unknown>> {
  const rows: { data: Record<string, unknown> }[] = await dataSource.query(
    `select value::jsonb as data from issuer.outbox where headers->>'ce_subject' = $1 and headers->>'ce_type' = $2 order by id desc limit 1`,
    [tokenId, type],
  );
  if (!rows[0]) throw new Error(`no ${type}`);
  return rows[0].data;
}
