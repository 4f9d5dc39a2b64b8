import type { OutgoingRecord, TopicName } from '@latchkey/contracts';
import { outboxTable } from './outbox-names.js';
import { recordSize } from './record-size.js';
import type { RelaySession } from './relay-session.js';

export const batchRows = 500;
/** All rows of a batch may go to one partition, whose share must stay below the broker's limit of 1 MiB. */
const batchBytes = 512 * 1024;

interface OutboxRow {
  readonly id: string;
  readonly topic: TopicName;
  readonly key: string;
  readonly partition: number | null;
  readonly value: string | null;
  readonly headers: Record<string, string>;
}

export interface OutboxBatch {
  readonly ids: readonly string[];
  readonly records: readonly OutgoingRecord[];
  /** No row that could be seen was left behind. */
  readonly drained: boolean;
}

export interface Waiting {
  readonly depth: number;
  readonly oldestAgeMs: number;
}

/** The outbox as the relay sees it, over the session that holds the lock. */
export class OutboxRows {
  private readonly table: string;

  constructor(
    private readonly session: RelaySession,
    schema: string,
  ) {
    this.table = outboxTable(schema);
  }

  /** Rows of one key come in the order in which they committed: their writers held its row from before the id was drawn. */
  async read(): Promise<OutboxBatch> {
    const rows = await this.session.query<OutboxRow>(
      `select id, topic, key, partition, value, headers from ${this.table} order by id limit ${batchRows}`,
    );
    const taken = withinBudget(rows);
    return {
      ids: taken.map(({ id }) => id),
      records: taken.map(toRecord),
      drained: taken.length === rows.length && rows.length < batchRows,
    };
  }

  /** By id and not up to an id: transactions commit out of order, and a lower id may appear after a higher one was sent. */
  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.session.query(`delete from ${this.table} where id = any($1::bigint[])`, [ids]);
  }

  /** The database's clock, whole milliseconds rounded down. */
  async clock(): Promise<Date> {
    const rows = await this.session.query<{ now: Date }>(`select date_trunc('milliseconds', clock_timestamp()) as now`);
    return (rows[0] as { now: Date }).now;
  }

  /** When the oldest row that is not among `ids` was written. */
  async oldestBut(ids: readonly string[]): Promise<Date | undefined> {
    const rows = await this.session.query<{ at: Date }>(
      `select date_trunc('milliseconds', created_at) as at from ${this.table} where id <> all($1::bigint[]) order by created_at limit 1`,
      [ids],
    );
    return rows[0]?.at;
  }

  async waiting(): Promise<Waiting> {
    const rows = await this.session.query<{ depth: string; age: number | null }>(
      `select coalesce(max(id) - min(id) + 1, 0) as depth,
              (extract(epoch from clock_timestamp() - min(created_at)) * 1000)::float8 as age
       from ${this.table}`,
    );
    return { depth: Number(rows[0]?.depth ?? 0), oldestAgeMs: Math.max(0, Math.round(rows[0]?.age ?? 0)) };
  }
}

function withinBudget(rows: readonly OutboxRow[]): readonly OutboxRow[] {
  let bytes = 0;
  const beyond = rows.findIndex((row) => (bytes += recordSize(row)) > batchBytes);
  return beyond < 0 ? rows : rows.slice(0, Math.max(1, beyond));
}

function toRecord({ topic, key, value, headers, partition }: OutboxRow): OutgoingRecord {
  return { topic, key, value, headers, ...(partition === null ? {} : { partition }) };
}
