import type { OutgoingRecord } from '@latchkey/contracts';
import { inTrace } from '@latchkey/kafka';
import type { DataSource, EntityManager } from 'typeorm';
import { coalesce } from './coalesce.js';
import { outboxChannel, outboxTable } from './outbox-names.js';
import { checkRecordSize } from './record-size.js';
import type { RelayLog } from './relay-options.js';
import { alsoWriting } from './write.js';
import type { Write } from './write.js';

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
   * or locks the row that the key names before it appends. What the records tell of may be written by the same statement, which spares a
   * round trip for each: rows that begin to be, or that are locked. Records of a request that is traced are part of its trace.
   * Throws RecordTooLargeError.
   */
  async append(manager: EntityManager, records: readonly OutgoingRecord[], writes: readonly Write[] = []): Promise<void> {
    if (records.length === 0 && writes.length === 0) return;
    const traced = inTrace(records);
    traced.forEach(checkRecordSize);
    const { text, values } = alsoWriting(writes, { text: insertInto(outboxTable(this.schema)), values: columnsOf(traced) });
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
