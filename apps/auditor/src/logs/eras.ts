import type { Queries } from './stored-hashes.js';

/** Another whenever the transaction ids of before may come again: in another cluster, and after a restore to a point in time or a failover. */
export const lineage = `(select system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) from pg_control_system())`;

/** The number of a transaction id in an era: it grows from era to era, and says to the planner how much lies before it, as an id in a row of two does not. */
export function transactionNumber(era: string, id: string): string {
  return `((${era})::bigint << 48) + (${id})::text::bigint`;
}

/** The number of this transaction. Begins an era where the database has come to another lineage. */
export async function currentTransaction(manager: Queries): Promise<bigint> {
  const [latest]: { era: number; txn: string; lives: boolean }[] = await manager.query(
    `select era, ${transactionNumber('era', 'pg_current_xact_id()')} as txn, lineage = ${lineage} as lives from auditor.eras order by era desc limit 1`,
  );
  if (latest?.lives) return BigInt(latest.txn);
  // Whoever else begins it at this moment is waited for.
  await manager.query(`insert into auditor.eras (era, lineage) values ($1, ${lineage}) on conflict do nothing`, [(latest?.era ?? 0) + 1]);
  return currentTransaction(manager);
}
