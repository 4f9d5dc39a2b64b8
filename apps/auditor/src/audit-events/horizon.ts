import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditorError } from '../auditor.errors.js';
import { lineage, transactionNumber } from '../logs/eras.js';
import type { SettledCursor } from './event-cursor.js';

/** Before it nothing more can come to stand: whatever began earlier has ended. */
export interface Horizon {
  readonly eraId: string;
  /** The oldest transaction that was under way, anywhere in the cluster. */
  readonly txn: string;
  /** The first that had not begun. */
  readonly next: string;
}

/** A position as the columns have it. */
export type SettledPosition = readonly [txn: string, ingestedAt: Date | '-infinity', log: string, index: number];

/** What is written where the database has come to another lineage comes in the next era, so all of this one is settled. */
const horizonQuery = `
  select id as "eraId", ${transactionNumber('era', 'pg_snapshot_xmax(shot)')} as next,
    case when lives then ${transactionNumber('era', 'pg_snapshot_xmin(shot)')} else ${transactionNumber('era + 1', '0')} end as txn
  from (select era, id, lineage = ${lineage} as lives from auditor.eras order by era desc limit 1) as latest, pg_current_snapshot() as shot`;

/** Tells how far the log can be read in the order in which it was written down without ever passing what commits later. */
@Injectable()
export class Horizons {
  constructor(private readonly dataSource: DataSource) {}

  async now(): Promise<Horizon> {
    const [horizon]: Horizon[] = await this.dataSource.query(horizonQuery);
    if (!horizon) throw new Error('the database has no era: it was not migrated');
    return horizon;
  }

  /** Throws `unknown_cursor` for what this database never gave, or has since lost: to go on from there could pass what it does not know of. */
  async positionOf({ era, txn, place }: SettledCursor, horizon: Horizon): Promise<SettledPosition> {
    const known: unknown[] = await this.dataSource.query('select from auditor.eras where id = $1', [era]);
    if (known.length === 0 || BigInt(txn) > BigInt(horizon.txn)) throw new AuditorError('unknown_cursor');
    return place ? [txn, place.ingestedAt, place.log, place.index] : [txn, '-infinity', '', -1];
  }
}

/** Whoever has read to here has read all that is settled. */
export function cursorAt({ eraId: era, txn }: Horizon): SettledCursor {
  return { order: 'asc', era, txn, place: undefined };
}
