import type { DataSource } from 'typeorm';
import { outboxTable, relayLock } from './outbox-names.js';

export interface OutboxState {
  /** Records that wait to be sent. */
  readonly depth: number;
  /** Of the oldest of them, by the database's clock; 0 where none waits. */
  readonly oldestAgeSeconds: number;
  /** Whether a session holds the right to send them. */
  readonly led: boolean;
}

const heldLock = `
  select exists (
    select from pg_locks
    where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())
      and classid = $1::oid and objid = $2::oid and objsubid = 2
  ) as led`;

/** The outbox of a schema as anyone who may read it sees it, whether or not a relay runs. */
export async function outboxState(dataSource: DataSource, schema: string): Promise<OutboxState> {
  const [waiting] = await dataSource.query<{ depth: string; age: number | null }[]>(
    `select count(*) as depth, extract(epoch from clock_timestamp() - min(created_at))::float8 as age from ${outboxTable(schema)}`,
  );
  const [lock] = await dataSource.query<{ led: boolean }[]>(heldLock, [...relayLock(schema)]);
  return { depth: Number(waiting?.depth ?? 0), oldestAgeSeconds: Math.max(0, waiting?.age ?? 0), led: lock?.led === true };
}
