import type { TopicName } from '@latchkey/contracts';
import type { EntityManager } from 'typeorm';

export interface InputPartition {
  readonly topic: TopicName;
  readonly partition: number;
}

/** Why a log was stopped whose operator gave it up, since it parts from what was signed of it. */
export const forked = 'forked';

/** Where a log stands. */
export interface Log {
  readonly name: string;
  readonly epoch: number;
  readonly clusterId: string;
  /** The first offset of the input that it does not account for. */
  readonly nextOffset: bigint;
  /** How many entries it has: the index of the next. */
  readonly size: number;
  readonly last: LastRecord | undefined;
  /** Why it does not grow. */
  readonly stopped: string | null;
}

/** The last record of the input that became an entry. */
export interface LastRecord {
  readonly offset: bigint;
  readonly fingerprint: Buffer;
}

interface LogRow extends Omit<Log, 'nextOffset' | 'size' | 'last'> {
  readonly nextOffset: string;
  readonly size: string;
  readonly lastOffset: string | null;
  readonly lastRecord: Buffer | null;
}

export function logName({ topic, partition }: InputPartition, epoch: number): string {
  return epoch === 1 ? `${topic}/${partition}` : `${topic}/${partition}@${epoch}`;
}

/** The log that takes up this partition, held until the transaction ends; none before the first batch. */
export async function lockLog(manager: EntityManager, { topic, partition }: InputPartition): Promise<Log | undefined> {
  const rows: LogRow[] = await manager.query(
    `select name, epoch, cluster_id as "clusterId", next_offset as "nextOffset", size, last_offset as "lastOffset", last_record as "lastRecord", stopped
     from auditor.logs where topic = $1 and partition = $2 and ended_at is null for update`,
    [topic, partition],
  );
  return rows[0] && readLog(rows[0]);
}

/** Where a log begins: at the first offset, if it names none. */
export type Beginning = Pick<Log, 'clusterId'> & Partial<Pick<Log, 'nextOffset' | 'last'>>;

/** Changes nothing where another has opened it already. */
export async function openLog(manager: EntityManager, input: InputPartition, epoch: number, { clusterId, nextOffset = 0n, last }: Beginning): Promise<string> {
  const name = logName(input, epoch);
  await manager.query(
    `insert into auditor.logs (name, topic, partition, epoch, cluster_id, next_offset, last_offset, last_record)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [name, input.topic, input.partition, epoch, clusterId, String(nextOffset), last ? String(last.offset) : null, last?.fingerprint ?? null],
  );
  await manager.query('insert into auditor.publications (log) select name from auditor.logs where name = $1 on conflict do nothing', [name]);
  return name;
}

export async function advanceLog(manager: EntityManager, { name, nextOffset, size, last }: Omit<Log, 'clusterId' | 'epoch' | 'stopped'>): Promise<void> {
  await manager.query(
    'update auditor.logs set next_offset = $2, size = $3, last_offset = $4, last_record = $5, stopped = null where name = $1',
    [name, String(nextOffset), size, last ? String(last.offset) : null, last?.fingerprint ?? null],
  );
}

/** By entries that are not of its input. */
export async function growLog(manager: EntityManager, name: string, size: number): Promise<void> {
  await manager.query('update auditor.logs set size = $2 where name = $1', [name, size]);
}

export async function stopLog(manager: EntityManager, name: string, why: string): Promise<void> {
  await manager.query('update auditor.logs set stopped = $2 where name = $1', [name, why]);
}

export async function endLog(manager: EntityManager, name: string): Promise<void> {
  await manager.query('update auditor.logs set ended_at = now() where name = $1', [name]);
}

function readLog({ nextOffset, size, lastOffset, lastRecord, ...row }: LogRow): Log {
  const last = lastOffset === null || lastRecord === null ? undefined : { offset: BigInt(lastOffset), fingerprint: lastRecord };
  return { ...row, nextOffset: BigInt(nextOffset), size: Number(size), last };
}
