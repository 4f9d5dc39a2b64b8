import { type AnyBatch, type KafkaClient, lookAtGroups, TopicScan } from '@latchkey/kafka';
import type { DataSource, EntityManager } from 'typeorm';
import { type AuditedBatch, auditedTopics } from '../ingest-batch/audited.js';
import type { Cluster } from '../ingest-batch/cluster.js';
import { appendSealed, type SealedRecord } from '../logs/append-records.js';
import { erasedAction, type Erasure } from '../logs/erased-entries.js';
import { growTree } from '../logs/grow-tree.js';
import { advanceLog, type InputPartition, type Log, lockLog, openLog } from '../logs/logs.js';
import { LogNotRecoverableError } from './log-not-recoverable.error.js';
import { type Account, type InputRecord, inputRecord, matchInput } from './match-input.js';
import { PublishedEntries } from './published-entries.js';

const pageSize = 500;
/** The group that ingests. */
const group = 'auditor';

/** One line for an operator. */
export type RecoveredLog = { readonly log: string; readonly recovered: number } | { readonly log: string; readonly not_recovered: string };

interface StandingLog extends InputPartition {
  readonly name: string;
  readonly size: string;
  readonly nextOffset: string;
}

/**
 * Brings logs that went back, as by an old backup, to where they were: entry by entry as it was published, with its salt, so that the log goes on as what was signed
 * of it. What was ingested and not yet published is ingested again afterwards, as it would have been. Broken off, it is called again.
 */
export class RecoverLogs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly client: KafkaClient,
    private readonly cluster: Pick<Cluster, 'id'>,
  ) {}

  /** Throws while an auditor runs: it would ingest with other salts what is to be recovered. */
  async execute(): Promise<RecoveredLog[]> {
    const [ingesting] = await lookAtGroups(this.client, [group]);
    if (ingesting && ingesting.state !== 'Empty' && ingesting.state !== 'Dead') throw new Error('The auditor runs: stop every instance of it first.');
    const standing = await this.standing();
    const published = await this.readPublished(standing);
    const input = await this.readInput(standing);
    const done: RecoveredLog[] = [];
    for (const log of published.logs.sort()) done.push(await this.recover(log, published, input));
    return done;
  }

  private async standing(): Promise<StandingLog[]> {
    return this.dataSource.query('select name, topic, partition, size, next_offset as "nextOffset" from auditor.logs');
  }

  private async readPublished(standing: readonly StandingLog[]): Promise<PublishedEntries> {
    const published = new PublishedEntries(new Map(standing.map(({ name, size }) => [name, Number(size)])));
    await TopicScan.all({ client: this.client, topic: 'audit', take: ({ records }) => published.take(records) });
    return published;
  }

  /** By input partition, the records that its log does not account for. */
  private async readInput(standing: readonly StandingLog[]): Promise<Map<string, InputRecord[]>> {
    const input = new Map<string, InputRecord[]>();
    const from = new Map(standing.map(({ topic, partition, nextOffset }) => [nameOf({ topic, partition }), BigInt(nextOffset)]));
    const take = ({ topic, partition, records }: AuditedBatch): void => {
      const name = nameOf({ topic, partition });
      const found = input.get(name) ?? [];
      input.set(name, found);
      for (const record of records) if (record.offset >= (from.get(name) ?? 0n)) found.push(inputRecord(record));
    };
    for (const topic of auditedTopics) await TopicScan.all({ client: this.client, topic, take: (batch: AnyBatch) => take(batch as AuditedBatch) });
    return input;
  }

  private async recover(name: string, published: PublishedEntries, input: ReadonlyMap<string, readonly InputRecord[]>): Promise<RecoveredLog> {
    try {
      const entries = published.of(name);
      const named = inputOf(name);
      const log = await this.dataSource.transaction((manager) => this.takeUp(manager, name, named));
      const accounts = matchInput(name, log, entries.map(({ record }) => record), input.get(nameOf(named)) ?? []);
      for (let start = 0; start < entries.length; start += pageSize) {
        const [page, end] = [entries.slice(start, start + pageSize), Math.min(start + pageSize, entries.length)];
        await this.dataSource.transaction((manager) => append(manager, name, page, { ...(accounts[end - 1] as Account), size: log.size + end }));
      }
      return { log: name, recovered: entries.length };
    } catch (error) {
      if (error instanceof LogNotRecoverableError) return { log: name, not_recovered: error.reason };
      throw error;
    }
  }

  private async takeUp(manager: EntityManager, name: string, named: InputPartition): Promise<Log> {
    const held = await lockLog(manager, named);
    if (!held) await openLog(manager, named, 1, { clusterId: await this.cluster.id() });
    const log = held ?? (await lockLog(manager, named));
    if (log?.name !== name) throw new LogNotRecoverableError(name, 'another log takes up its partition now');
    return log;
  }
}

/** They were published, so they are not again. */
async function append(manager: EntityManager, name: string, page: readonly SealedRecord[], { size, ...account }: Account & Pick<Log, 'size'>): Promise<void> {
  await appendSealed(manager, name, page);
  await growTree(manager, name, size);
  await advanceLog(manager, { name, size, ...account });
  await manager.query('update auditor.publications set next_index = greatest(next_index, $2) where log = $1', [name, size]);
  for (const { record } of page) if (record.action === erasedAction) await eraseAgain(manager, record.details as unknown as Erasure);
}

/** What a customer has had erased stands on the topic, and is not to come back from there. */
async function eraseAgain(manager: EntityManager, { log, entries }: Erasure): Promise<void> {
  for (const [first, last] of entries) await manager.query('delete from auditor.records where log = $1 and index between $2 and $3', [log, first, last]);
}

function nameOf({ topic, partition }: InputPartition): string {
  return `${topic}/${partition}`;
}

function inputOf(log: string): InputPartition {
  const [, topic, partition] = /^(.+)\/(\d+)(?:@\d+)?$/.exec(log) ?? [];
  const audited = auditedTopics.find((each) => each === topic);
  if (!audited) throw new LogNotRecoverableError(log, 'it is the log of no input');
  return { topic: audited, partition: Number(partition) };
}
