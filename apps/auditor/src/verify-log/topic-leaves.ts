import type { ReceivedRecord } from '@latchkey/kafka';
import { type KafkaClient, TopicScan } from '@latchkey/kafka';
import type { AuditRow } from '../logs/audit-record.js';
import { seal } from '../logs/seal.js';
import { hashBytes } from '../tree/hashes.js';
import type { Findings } from './finding.js';
import type { StoredEntry } from './stored-entries.js';

const growBy = 4096 * hashBytes;

/** Leaf hashes of consecutive entries. */
class Run {
  private count = 0;
  private hashes = Buffer.alloc(0);

  constructor(readonly from: number) {}

  /** The index after the last. */
  get to(): number {
    return this.from + this.count;
  }

  at(index: number): Buffer | undefined {
    const place = index - this.from;
    return place >= 0 && place < this.count ? this.hashes.subarray(place * hashBytes, (place + 1) * hashBytes) : undefined;
  }

  append(hash: Buffer): void {
    const end = this.count * hashBytes;
    if (end === this.hashes.length) this.hashes = Buffer.concat([this.hashes, Buffer.alloc(Math.max(growBy, end))]);
    hash.copy(this.hashes, end);
    this.count += 1;
  }
}

/**
 * The leaf hashes of one log by what stands of it on the audit topic, each computed anew. Those of records that the topic has dropped are missing at its start,
 * and those of records that were erased before they were published are missing between.
 */
export class TopicLeaves {
  /** Ascending. */
  private readonly runs: Run[] = [];

  constructor(
    private readonly log: string,
    private readonly findings: Findings,
  ) {}

  static async read(client: KafkaClient, log: string, findings: Findings): Promise<TopicLeaves> {
    const leaves = new TopicLeaves(log, findings);
    await TopicScan.all({ client, topic: 'audit', take: ({ records }) => leaves.take(records) });
    return leaves;
  }

  /** The index of the first; undefined where the topic has nothing of the log. */
  get from(): number | undefined {
    return this.runs[0]?.from;
  }

  /** The index after the last. */
  get to(): number {
    return this.runs.at(-1)?.to ?? 0;
  }

  /** Holds an entry against what is here of it; where its record is gone, there need be nothing. So many entries were published. */
  compare({ index, leafHash, record }: Pick<StoredEntry, 'index' | 'leafHash' | 'record'>, published: number): void {
    const here = this.at(index);
    if (here && !here.equals(leafHash)) this.findings.add({ where: 'topic', difference: 'differs_from_database', index });
    if (here || !record || this.from === undefined || index < this.from) return;
    if (index < Math.max(this.to, published)) this.findings.add({ where: 'topic', difference: 'missing', index });
  }

  take(records: readonly ReceivedRecord<'audit'>[]): void {
    for (const { raw } of records) {
      if (raw.key === this.log && raw.value) this.takeRow(JSON.parse(raw.value.toString()) as AuditRow);
    }
  }

  /** From the row as it came: what the contract would put in for what is missing was not hashed. */
  private takeRow({ leaf_hash: told, salt, ...record }: AuditRow): void {
    const { index } = record;
    const { leafHash } = seal(record, Buffer.from(salt, 'hex'));
    const known = this.at(index);
    if (leafHash.toString('hex') !== told || known?.equals(leafHash) === false) this.findings.add({ where: 'topic', difference: 'record_differs', index });
    if (!known) this.append(index, leafHash);
  }

  private at(index: number): Buffer | undefined {
    return this.runs[this.runBefore(index)]?.at(index);
  }

  private append(index: number, hash: Buffer): void {
    const before = this.runBefore(index);
    const run = this.runs[before]?.to === index ? this.runs[before] : this.insert(before + 1, new Run(index));
    run.append(hash);
  }

  private insert(place: number, run: Run): Run {
    this.runs.splice(place, 0, run);
    return run;
  }

  /** There are few. */
  private runBefore(index: number): number {
    return this.runs.findLastIndex(({ from }) => from <= index);
  }
}
