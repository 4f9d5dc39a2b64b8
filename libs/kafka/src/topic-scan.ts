import { randomUUID } from 'node:crypto';
import type { TopicName } from '@latchkey/contracts';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { AnyBatch, Batch } from './batch.js';
import { Bell } from './bell.js';
import type { KafkaClient } from './kafka-client.js';
import { readBatch } from './read-batch.js';

const lookEachMs = 1_000;

export interface ScanOptions<T extends TopicName> {
  readonly client: KafkaClient;
  readonly topic: T;
  /** Takes each record once, in order within its partition; the next batch waits for it. */
  readonly take: (batch: Batch<T>) => unknown;
  /** Also what was never committed. */
  readonly uncommitted?: boolean;
}

/** Reads a topic from its start, as far as it is asked to, for whoever reads it once: a command, a test. Holds up nobody and commits nothing. */
export class TopicScan<T extends TopicName> {
  private readonly next = new Map<number, bigint>();
  private readonly bell = new Bell();
  private failure: Error | undefined;

  private constructor(
    private readonly options: ScanOptions<T>,
    private readonly consumer: Consumer,
  ) {}

  static async open<const T extends TopicName>(options: ScanOptions<T>): Promise<TopicScan<T>> {
    const { client, topic, uncommitted = false } = options;
    const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4, restartOnFailure: async () => false };
    const groupId = client.prefixed(`scan.${topic}.${randomUUID()}`);
    const scan = new TopicScan(options, client.consumer({ groupId, readUncommitted: uncommitted, maxWaitTimeInMs: 100, retry }));
    try {
      await scan.start(client.prefixed(topic));
      return scan;
    } catch (error) {
      await scan.close();
      throw error;
    }
  }

  /** Takes all that the topic now holds. */
  static async all<const T extends TopicName>(options: ScanOptions<T>): Promise<void> {
    const scan = await TopicScan.open(options);
    try {
      await scan.toEnd();
    } finally {
      await scan.close();
    }
  }

  /** Resolves once all that the topic now holds has been taken. Throws what made reading end. */
  async toEnd(): Promise<void> {
    const marks = await this.options.client.watermarks(this.options.topic);
    const goals = marks.filter(({ low, high }) => high > low);
    while (goals.some(({ partition, high }) => this.nextIn(partition) < high)) {
      if (this.failure) throw this.failure;
      await this.bell.wait(lookEachMs);
    }
  }

  async close(): Promise<void> {
    await this.consumer.disconnect();
  }

  private async start(topic: string): Promise<void> {
    const { consumer } = this;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.failure = payload.error;
      this.bell.ring();
    });
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
      // Control records and what was aborted reach no handler, yet they are part of the way.
      this.advance(partition, BigInt(lastOffset) + 1n);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: (payload) => this.eachBatch(payload) });
  }

  private async eachBatch({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    const read = readBatch(this.options.topic, batch);
    // Who joins its group again reads from the start again.
    const fresh = read.records.filter(({ offset }) => offset >= this.nextIn(read.partition));
    if (fresh.length > 0) await this.options.take({ ...read, records: fresh } as AnyBatch as Batch<T>);
    this.advance(read.partition, read.nextOffset);
    await heartbeat();
  }

  private nextIn(partition: number): bigint {
    return this.next.get(partition) ?? 0n;
  }

  private advance(partition: number, next: bigint): void {
    if (next > this.nextIn(partition)) this.next.set(partition, next);
    this.bell.ring();
  }
}
