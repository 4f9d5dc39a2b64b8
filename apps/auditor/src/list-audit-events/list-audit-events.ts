import { RuntimeError } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ProvenRecord } from '../audit-events/audit-event.view.js';
import type { AuditRecord } from '../logs/audit-record.js';
import type { ListAuditEventsQuery } from './list-audit-events.request.js';

export interface AuditPage {
  readonly events: readonly ProvenRecord[];
  readonly more: boolean;
}

const found = (whose: string): string => `
  select log, index, ingested_at, record from auditor.records
  where customer_id = $1 and duplicate_of is null and ${whose}
    and ($3::text is null or starts_with(action, $3))
    and ($4::timestamptz is null or ingested_at <= $4 and (ingested_at, log, index) < ($4, $5, $6))
    and ($8::text is null or target_id = $8)
  order by ingested_at desc, log desc, index desc limit $7`;

/**
 * What is not asked for is null. The planner sees the values, so that each question finds its own index; and by the time alone which months cannot have
 * it. Whoever asks for a token is told as well what it did to others: apart, so that each half is read in its order and no further than the page.
 */
export const auditEventsQuery = `
  select record, leaf_hash as "leafHash"
  from ((${found('($2::text is null or token_id = $2)')}) union all (${found('by_token_id = $2::text')})) records join auditor.entries using (log, index)
  order by ingested_at desc, log desc, index desc limit $7`;

/**
 * What is on record of one customer, the last ingested first, each event once. What was there when the first page was read stands on one page each: rows never
 * change, and are ordered by what never changes.
 */
@Injectable()
export class ListAuditEvents {
  constructor(private readonly dataSource: DataSource) {}

  async execute(caller: Caller, request: ListAuditEventsQuery): Promise<AuditPage> {
    const customer = customerOf(caller, request);
    const { cursor, limit } = request;
    const rows: { record: Buffer; leafHash: Buffer }[] = await this.dataSource.query(auditEventsQuery, [
      customer,
      request.token_id,
      request.action,
      cursor?.ingestedAt,
      cursor?.log,
      cursor?.index,
      limit + 1,
      request.target_id,
    ]);
    return { events: rows.slice(0, limit).map(prove), more: rows.length > limit };
  }
}

/** What is answered is what was hashed. */
function prove({ record, leafHash }: { record: Buffer; leafHash: Buffer }): ProvenRecord {
  return { record: JSON.parse(record.toString()) as AuditRecord, leafHash: leafHash.toString('hex') };
}

/** Invariant 9. One answer for a customer that is not there and for one that the caller must not know of. */
function customerOf(caller: Caller, { customer_id: named = caller.customerId }: ListAuditEventsQuery): string {
  if (caller.platform || named === caller.customerId) return named;
  throw new RuntimeError('not_found', { detail: '`customer_id` names no customer that you may see.' });
}
