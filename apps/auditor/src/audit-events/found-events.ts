import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditorError } from '../auditor.errors.js';
import type { AuditRecord } from '../logs/audit-record.js';
import { clientOf } from '../logs/client-of.js';
import type { ProvenRecord } from './audit-event.view.js';
import type { Conditions } from './conditions.js';

export interface FoundEvent extends ProvenRecord {
  readonly eraId: string;
  readonly txn: string;
}

interface Row {
  readonly record: string;
  readonly leafHash: string;
  readonly eraId: string;
  readonly txn: string;
}

const maxSeconds = 15;
/** How many are in memory where many are read. */
const rowsAtOnce = 200;
const canceled = '57014';

/** Each alternative apart, so that it is read in the order and no further than the page. */
export function eventsQuery(conditions: Conditions, order: string, limit: number): string {
  const found = conditions.texts.map((text) => `(select log, index, ingested_at, txn, record from auditor.records where ${text} order by ${order} limit ${limit})`);
  return `
    select convert_from(record, 'UTF8') as record, encode(leaf_hash, 'hex') as "leafHash", txn, (select id from auditor.eras where era = greatest(txn >> 48, 1)) as "eraId"
    from (${found.join(' union all ')}) records join auditor.entries using (log, index) order by ${order} limit ${limit}`;
}

/** Events that meet conditions, in an order of which no two share a place. A question that takes too long is given up: it would hold a connection for as long. */
@Injectable()
export class FoundEvents {
  constructor(private readonly dataSource: DataSource) {}

  async find(conditions: Conditions, order: string, limit: number): Promise<FoundEvent[]> {
    return (await this.rows<Row>(eventsQuery(conditions, order, limit), conditions.values)).map(prove);
  }

  /** Gives them to `take`, a few at a time, until there are `limit` or it wants no more. Answers whether there may be more. What `take` does holds up a transaction. */
  async each(conditions: Conditions, order: string, limit: number, take: (events: readonly FoundEvent[]) => boolean): Promise<boolean> {
    return this.inTime(async (manager) => {
      const client = await clientOf(manager);
      await client.query(`declare found no scroll cursor for ${eventsQuery(conditions, order, limit)}`, conditions.values);
      const fetch = async (): Promise<Row[]> => (await client.query<Row>(`fetch ${rowsAtOnce} from found`)).rows;
      let [count, wanted] = [0, true];
      for (let rows = await fetch(); wanted && rows.length > 0; ) {
        // Postgres reads on while these are worked on.
        const ahead = fetch();
        try {
          count += rows.length;
          wanted = take(rows.map(prove));
        } finally {
          rows = await ahead;
        }
      }
      return !wanted || count === limit;
    });
  }

  async rows<T>(query: string, values: unknown[]): Promise<T[]> {
    return this.inTime((manager) => manager.query(query, values) as Promise<T[]>);
  }

  /** A cursor is planned for all of its rows, as is what needs none. */
  private async inTime<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(`set local statement_timeout = '${maxSeconds}s'; set local cursor_tuple_fraction = 1`);
      return work(manager).catch((error: unknown) => {
        throw codeOf(error) === canceled ? new AuditorError('search_too_long', { cause: error }) : error;
      });
    });
  }
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

/** What is answered is what was hashed. */
function prove({ record, ...proof }: Row): FoundEvent {
  return { record: JSON.parse(record) as AuditRecord, ...proof };
}
