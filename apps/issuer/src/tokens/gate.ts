import type { EntityManager } from 'typeorm';

/** Of the advisory locks named by two numbers, those that are gates. */
const space = 1;

/**
 * A gate is before a row whose lock is shared: Postgres gives such a lock past whoever waits for it alone, who would then wait for as long as others go on. Advisory locks it gives in turn.
 * A function of SQL that waits for whoever closed the row's gate, and holds it open until the commit; given where the id stands.
 */
export function openGate(id: string): string {
  return `pg_advisory_xact_lock_shared(${space}, hashtext(${id}))`;
}

/**
 * A query of one row that closes the gates of those whose ids the query `ids` gives. Only of rows that are shared at this moment, which are as many as transactions at most: every lock takes
 * its place in the memory of Postgres.
 */
export function closedGates(ids: string): string {
  return `
  select count(pg_advisory_xact_lock(${space}, key)) from (
    select distinct hashtext(id) as key from (${ids}) as gate (id)
    where hashtext(id)::oid in (
      select objid from pg_locks
      where locktype = 'advisory' and classid = ${space} and objsubid = 2 and database = (select oid from pg_database where datname = current_database())
    )
    order by key
  ) as shared`;
}

/** Until the commit nobody comes to share the rows any more, so that a lock on them has those that share them now to wait for and no others. */
export async function closeGates(manager: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await manager.query(closedGates('select unnest($1::text[])'), [ids]);
}
