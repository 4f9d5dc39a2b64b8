import { auditRecorded, encodeEvent, type OutgoingRecord } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { AuditRecord } from '../logs/audit-record.js';

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

interface StoredRecord {
  readonly index: string;
  readonly record: Buffer;
  readonly salt: Buffer;
  readonly leafHash: Buffer;
}

/**
 * Sends the records of a log to the audit topic in their order. While one instance does, others pass that log over; where it ends before it has noted how far
 * it came, the next sends that range again.
 */
@Injectable()
export class PublishAudit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(EventProducer) private readonly producer: Pick<EventProducer, 'send'>,
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
    return this.dataSource.transaction(async (manager) => {
      const nextIndex = await claim(manager, log);
      if (nextIndex === undefined) return false;
      const stored = upToSize(await nextRecords(manager, log, nextIndex));
      const last = stored.at(-1);
      if (!last) return false;
      await this.producer.send(stored.map((each) => audited(log, partition, each)));
      await manager.query('update auditor.publications set next_index = $2 where log = $1', [log, Number(last.index) + 1]);
      return true;
    });
  }
}

async function claim(manager: EntityManager, log: string): Promise<string | undefined> {
  const rows: { nextIndex: string }[] = await manager.query(
    'select next_index as "nextIndex" from auditor.publications where log = $1 for update skip locked',
    [log],
  );
  return rows[0]?.nextIndex;
}

async function nextRecords(manager: EntityManager, log: string, nextIndex: string): Promise<StoredRecord[]> {
  return manager.query(
    `select index, record, salt, leaf_hash as "leafHash" from auditor.records join auditor.entries using (log, index)
     where log = $1 and index >= $2 order by index limit ${maxRecords}`,
    [log, nextIndex],
  );
}

/** One at least. */
function upToSize(stored: readonly StoredRecord[]): readonly StoredRecord[] {
  let bytes = 0;
  const beyond = stored.findIndex(({ record }, position) => (bytes += record.length) > maxBytes && position > 0);
  return beyond === -1 ? stored : stored.slice(0, beyond);
}

function audited(log: string, partition: number, { index, record, salt, leafHash }: StoredRecord): OutgoingRecord {
  const data = { ...(JSON.parse(record.toString()) as AuditRecord), leaf_hash: leafHash.toString('hex'), salt: salt.toString('hex') };
  return encodeEvent(auditRecorded, { id: `${log}/${index}`, source: 'auditor', time: data.ingested_at, data }, partition);
}
