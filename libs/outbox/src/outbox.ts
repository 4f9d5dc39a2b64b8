import type { OutgoingRecord } from '@latchkey/contracts';
import { inTrace } from '@latchkey/kafka';
import type { DataSource, EntityManager } from 'typeorm';
import { coalesce } from './coalesce.js';
import { alsoInserting } from './new-row.js';
import type { NewRow } from './new-row.js';
import { outboxChannel, outboxTable } from './outbox-names.js';
import { checkRecordSize } from './record-size.js';
import type { RelayLog } from './relay-options.js';

/** Where a transaction leaves its records for Kafka: they commit with it or not at all. */
export class Outbox {
  /** Hastens the relay after a commit; calls made meanwhile share one more NOTIFY. Never rejects: the relay's poll finds the rows too. */
  readonly wake: () => Promise<void>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly schema: string,
    private readonly log: RelayLog,
  ) {
    this.wake = coalesce(() => this.notify());
  }

  /**
   * Inserts the records in the transaction of `manager`, in their order. Order per key holds between transactions if each writes
   * or locks the row that the key names before it appends. Rows that begin to be with these records go in by the same statement,
   * which spares a round trip for each: nobody else can write of them before the commit. Records of a request that is traced are part of its trace.
   * Throws RecordTooLargeError.
   */
  async append(manager: EntityManager, records: readonly OutgoingRecord[], newRows: readonly NewRow[] = []): Promise<void> {
    if (records.length === 0 && newRows.length === 0) return;
    const traced = inTrace(records);
    traced.forEach(checkRecordSize);
    const { text, values } = alsoInserting(newRows, { text: insertInto(outboxTable(this.schema)), values: columnsOf(traced) });
    await manager.query(text, [...values]);
  }

  private async notify(): Promise<void> {
    try {
      await this.dataSource.query('select pg_notify($1, $2)', [outboxChannel(this.schema), '']);
    } catch (error) {
      this.log.warn(`The relay of ${this.schema} was not woken and will find the rows by its poll: ${String(error)}`);
    }
  }
}

function insertInto(table: string): string {
  return `insert into ${table} (topic, key, partition, value, headers)
    select topic, key, partition, value, headers::jsonb
    from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[])
      with ordinality as record (topic, key, partition, value, headers, place)
    order by place`;
}

function columnsOf(records: readonly OutgoingRecord[]): unknown[][] {
  return [
    records.map(({ topic }) => topic),
    records.map(({ key }) => key),
    records.map(({ partition }) => partition ?? null),
    records.map(({ value }) => value),
    records.map(({ headers }) => JSON.stringify(headers)),
  ];
}
