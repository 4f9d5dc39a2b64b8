import type { ReceivedRecord } from '@latchkey/kafka';
import { type KafkaClient, TopicScan } from '@latchkey/kafka';
import type { AuditRow } from '../logs/audit-record.js';
import { seal } from '../logs/seal.js';
import { hashBytes } from '../tree/hashes.js';
import type { Findings } from './finding.js';

const growBy = 4096 * hashBytes;

/** The leaf hashes of one log by what stands of it on the audit topic, each computed anew; those of records that retention has dropped are missing at its start. */
export class TopicLeaves {
  /** The index of the first; undefined where the topic has nothing of the log. */
  from: number | undefined;
  private count = 0;
  private hashes = Buffer.alloc(0);

  constructor(
    private readonly log: string,
    private readonly findings: Findings,
  ) {}

  static async read(client: KafkaClient, log: string, findings: Findings): Promise<TopicLeaves> {
    const leaves = new TopicLeaves(log, findings);
    const scan = await TopicScan.open({ client, topic: 'audit', take: ({ records }) => leaves.take(records) });
    try {
      await scan.toEnd();
    } finally {
      await scan.close();
    }
    return leaves;
  }

  /** The index after the last. */
  get to(): number {
    return (this.from ?? 0) + this.count;
  }

  at(index: number): Buffer | undefined {
    const place = index - (this.from ?? 0);
    return place >= 0 && place < this.count ? this.hashes.subarray(place * hashBytes, (place + 1) * hashBytes) : undefined;
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
    if (leafHash.toString('hex') !== told) this.findings.add({ where: 'topic', difference: 'record_differs', index });
    this.from ??= index;
    const known = this.at(index);
    if (known && !known.equals(leafHash)) this.findings.add({ where: 'topic', difference: 'record_differs', index });
    if (index === this.to) this.append(leafHash);
    else if (index > this.to) this.findings.add({ where: 'topic', difference: 'missing', index: this.to });
  }

  private append(hash: Buffer): void {
    const end = this.count * hashBytes;
    if (end === this.hashes.length) this.hashes = Buffer.concat([this.hashes, Buffer.alloc(Math.max(growBy, end))]);
    hash.copy(this.hashes, end);
    this.count += 1;
  }
}
