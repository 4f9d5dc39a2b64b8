import { type Caller, RuntimeError } from '@latchkey/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntryPlace } from './audit-event-id.js';

/** An entry with its record, as it was hashed. */
export interface StoredEvent {
  readonly bytes: Buffer;
  readonly salt: Buffer;
  readonly leafHash: Buffer;
}

/** What is on record, for whom it is of. */
@Injectable()
export class StoredEvents {
  constructor(private readonly dataSource: DataSource) {}

  /** Invariant 9. One answer for what is not there, what was erased or dropped, and what is another’s; what is nobody’s is for platform callers. */
  async find(caller: Caller, { log, index }: EntryPlace): Promise<StoredEvent> {
    const rows: StoredEvent[] = await this.dataSource.query(
      `select record as bytes, salt, leaf_hash as "leafHash" from auditor.records join auditor.entries using (log, index)
       where log = $1 and index = $2 and ($3::text is null or customer_id = $3)`,
      [log, index, caller.platform ? null : caller.customerId],
    );
    const [found] = rows;
    if (!found) throw new RuntimeError('not_found', { detail: '`id` names no event that you may see.' });
    return found;
  }
}
