import { auditRecorded, type OutgoingRecord, wrapEvent } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditorMetrics } from '../auditor.metrics.js';

const maxRecords = 500;
/** Kafka takes a megabyte at once. */
const maxBytes = 512 * 1024;

/** How a log stands, whichever instance feeds it. */
export interface LogState {
  readonly log: string;
  readonly partition: number;
  /** How many of its records are not published. */
  readonly unpublished: number;
  readonly stopped: boolean;
}

/** Places of a log from `from` to before `to`, `gone` of which have no record any more. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly gone: number;
}

interface StoredRecord {
  readonly index: string;
  readonly ingestedAt: Date;
  readonly record: Buffer;
  readonly salt: Buffer;
  readonly leafHash: Buffer;
}

/**
 * Sends the records of a log to the audit topic in their order. While one instance does, others pass that log over; where it ends before it has noted how far
 * it came, the next sends that range again. It goes on past records that were erased before, and says how many.
 */
@Injectable()
export class PublishAudit {
  private readonly log = new Logger(PublishAudit.name);

  constructor(
    private readonly dataSource: DataSource,
    @Inject(EventProducer) private readonly producer: Pick<EventProducer, 'send'>,
    private readonly metrics: AuditorMetrics,
  ) {}

  async survey(): Promise<LogState[]> {
    const rows: (Omit<LogState, 'unpublished'> & { unpublished: string })[] = await this.dataSource.query(
      `select log, partition, size - next_index as unpublished, stopped is not null and ended_at is null as stopped
       from auditor.publications join auditor.logs on name = log order by log`,
    );
    return rows.map((row) => ({ ...row, unpublished: Number(row.unpublished) }));
  }

  /** Sends the next records of one log. Answers whether it did: not where another instance has it, or nothing waits. */
  async execute(log: string, partition: number): Promise<boolean> {
    const published = await this.dataSource.transaction((manager) => this.publish(manager, log, partition));
    if (published && published.gone > 0) this.tellGone(log, published);
    return published !== undefined;
  }

  private async publish(manager: EntityManager, log: string, partition: number): Promise<Range | undefined> {
    const unpublished = await claim(manager, log);
    if (!unpublished) return undefined;
    const { from } = unpublished;
    const stored = upToSize(await nextRecords(manager, log, from));
    const last = stored.at(-1);
    const to = last ? Number(last.index) + 1 : unpublished.to;
    if (last) await this.producer.send(stored.map((each) => audited(log, partition, each)));
    await manager.query('update auditor.publications set next_index = $2 where log = $1', [log, to]);
    return { from, to, gone: to - from - stored.length };
  }

  private tellGone(log: string, { from, to, gone }: Range): void {
    this.metrics.neverPublished.inc({ log }, gone);
    this.log.warn({ msg: 'records were gone before they were published', log, from, to, gone });
  }
}

/** What of the log is not published, if there is any and no other instance is at it. */
async function claim(manager: EntityManager, log: string): Promise<Pick<Range, 'from' | 'to'> | undefined> {
  const [row]: { from: string; to: string }[] = await manager.query(
    `select next_index as "from", (select size from auditor.logs where name = log) as "to" from auditor.publications where log = $1 for update skip locked`,
    [log],
  );
  const range = row && { from: Number(row.from), to: Number(row.to) };
  return range && range.from < range.to ? range : undefined;
}

async function nextRecords(manager: EntityManager, log: string, from: number): Promise<StoredRecord[]> {
  return manager.query(
    `select index, ingested_at as "ingestedAt", record, salt, leaf_hash as "leafHash" from auditor.records join auditor.entries using (log, index)
     where log = $1 and index >= $2 order by index limit ${maxRecords}`,
    [log, from],
  );
}

/** One at least. */
function upToSize(stored: readonly StoredRecord[]): readonly StoredRecord[] {
  let bytes = 0;
  const beyond = stored.findIndex(({ record }, position) => (bytes += record.length) > maxBytes && position > 0);
  return beyond === -1 ? stored : stored.slice(0, beyond);
}

/** As it was hashed, byte for byte, beside what proves it. It can be published, as `describeRecord` has seen to, so it is not read again. */
function audited(log: string, partition: number, { index, ingestedAt, record, salt, leafHash }: StoredRecord): OutgoingRecord {
  const proof = `"leaf_hash":"${leafHash.toString('hex')}","salt":"${salt.toString('hex')}"`;
  const json = `${record.toString('utf8', 0, record.length - 1)},${proof}}`;
  return wrapEvent(auditRecorded, { id: `${log}/${index}`, source: 'auditor', time: ingestedAt.toISOString() }, { key: log, json }, partition);
}
