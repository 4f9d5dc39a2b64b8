import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditorError } from '../auditor.errors.js';
import type { AuditRecord } from '../logs/audit-record.js';
import type { ProvenRecord } from './audit-event.view.js';
import type { Conditions } from './conditions.js';

export interface FoundEvent extends ProvenRecord {
  readonly eraId: string;
  readonly txn: string;
}

interface Row {
  readonly record: Buffer;
  readonly leafHash: Buffer;
  readonly eraId: string;
  readonly txn: string;
}

const maxSeconds = 15;
const canceled = '57014';

/** Each alternative apart, so that it is read in the order and no further than the page. */
export function eventsQuery(conditions: Conditions, order: string, limit: number): string {
  const found = conditions.texts.map((text) => `(select log, index, ingested_at, txn, record from auditor.records where ${text} order by ${order} limit ${limit})`);
  return `
    select record, leaf_hash as "leafHash", txn, (select id from auditor.eras where era = greatest(txn >> 48, 1)) as "eraId"
    from (${found.join(' union all ')}) records join auditor.entries using (log, index) order by ${order} limit ${limit}`;
}

/** Events that meet conditions, in an order of which no two share a place. A question that takes too long is given up: it would hold a connection for as long. */
@Injectable()
export class FoundEvents {
  constructor(private readonly dataSource: DataSource) {}

  async find(conditions: Conditions, order: string, limit: number): Promise<FoundEvent[]> {
    return (await this.rows<Row>(eventsQuery(conditions, order, limit), conditions.values)).map(prove);
  }

  async rows<T>(query: string, values: unknown[]): Promise<T[]> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(`set local statement_timeout = '${maxSeconds}s'`);
      return manager.query(query, values).catch((error: unknown) => {
        throw codeOf(error) === canceled ? new AuditorError('search_too_long', { cause: error }) : error;
      }) as Promise<T[]>;
    });
  }
}

function codeOf(error: unknown): unknown {
  return (error as { readonly driverError?: { readonly code?: unknown } }).driverError?.code;
}

/** What is answered is what was hashed. */
function prove({ record, leafHash, eraId, txn }: Row): FoundEvent {
  return { record: JSON.parse(record.toString()) as AuditRecord, leafHash: leafHash.toString('hex'), eraId, txn };
}
