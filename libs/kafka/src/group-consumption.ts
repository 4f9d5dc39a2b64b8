import type { TopicName } from '@latchkey/contracts';
import type { Logger } from '@nestjs/common';
import type { Consumer, ConsumerConfig, ConsumerRunConfig, EachBatchPayload, OffsetsByTopicPartition } from 'kafkajs';
import type { AnyBatch } from './batch.js';
import type { Consumption } from './consumer-loop.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import { type DeadLetters, deadTopicOf } from './dead-letters.js';
import type { KafkaClient } from './kafka-client.js';
import { PartitionWaits } from './partition-waits.js';
import { readBatch } from './read-batch.js';
import type { Subscription } from './subscription.js';
import { tracedWork } from './traced-records.js';
import { whileBeating } from './while-beating.js';

export type SharedReading = Exclude<Subscription, { mode: 'replica' }>;

export interface GroupDependencies {
  readonly client: KafkaClient;
  readonly deadLetters: DeadLetters;
  readonly metrics: ConsumerMetrics;
  readonly log: Logger;
  readonly sessionTimeoutMs: number;
}

/** The modes in which instances share the partitions. A batch whose handler fails is not passed over: its partition waits and is read again from there. */
export class GroupConsumption implements Consumption {
  readonly name: string;
  readonly config: ConsumerConfig;
  readonly topics: readonly string[];
  private readonly waits = new PartitionWaits();
  private readonly names: ReadonlyMap<string, TopicName>;

  constructor(
    private readonly subscription: SharedReading,
    private readonly handle: (batch: AnyBatch) => Promise<unknown>,
    private readonly dependencies: GroupDependencies,
  ) {
    const { client, sessionTimeoutMs } = dependencies;
    this.name = subscription.group;
    this.names = new Map(subscription.topics.map((topic) => [client.prefixed(topic), topic]));
    this.topics = [...this.names.keys()];
    this.config = { groupId: client.prefixed(subscription.group), sessionTimeout: sessionTimeoutMs, heartbeatInterval: sessionTimeoutMs / 4 };
  }

  async prepare(consumer: Consumer): Promise<ConsumerRunConfig> {
    consumer.on(consumer.events.GROUP_JOIN, () => this.dependencies.metrics.forgetLag(this.name));
    if (this.keepsOwnOffsets) consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => fromTheStart(consumer, payload.memberAssignment));
    return {
      autoCommit: !this.keepsOwnOffsets,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.subscription.concurrency ?? 3,
      eachBatch: (payload) => this.eachBatch(consumer, payload),
    };
  }

  ended(): void {
    this.waits.clear();
  }

  private get keepsOwnOffsets(): boolean {
    return this.subscription.mode === 'positioned';
  }

  private async eachBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    if (!payload.isRunning() || payload.isStale()) return;
    const topic = this.names.get(payload.batch.topic);
    if (topic === undefined) throw new Error('kafkajs delivered a topic that was not subscribed to');
    const batch = readBatch(topic, payload.batch);
    const { topic: on, messages, partition } = payload.batch;
    const reading = { operation: 'process', consumer: this.name, topic: on, partition, messages } as const;
    const goOnFrom = await whileBeating(payload.heartbeat, this.config.heartbeatInterval ?? 0, () => tracedWork(reading, () => this.process(batch))).catch((error: unknown) =>
      this.letWait(payload, batch, error),
    );
    if (goOnFrom !== undefined) await this.goOn(consumer, payload, batch, goOnFrom);
  }

  /** Where to go on from. */
  private async process(batch: AnyBatch): Promise<bigint> {
    if (this.keepsOwnOffsets) return positionOf(await this.handle(batch));
    const setsAside = deadTopicOf(batch.topic) !== undefined;
    const records = batch.records.filter(({ decoded }) => !setsAside || decoded.kind !== 'unreadable');
    if (records.length > 0) await this.handle({ ...batch, records });
    if (setsAside) await this.setAside(batch, batch.records.filter(({ decoded }) => decoded.kind === 'unreadable'));
    return batch.nextOffset;
  }

  private async setAside(batch: AnyBatch, records: AnyBatch['records']): Promise<void> {
    if (records.length === 0) return;
    const { deadLetters, metrics, log } = this.dependencies;
    await deadLetters.send(batch, records, this.subscription.group);
    metrics.deadLetters.inc({ consumer: this.name, topic: batch.topic }, records.length);
    log.warn({ msg: 'records that break their contract were set aside', consumer: this.name, ...placeOf(batch), records: records.length });
  }

  private async goOn(consumer: Consumer, payload: EachBatchPayload, batch: AnyBatch, from: bigint): Promise<void> {
    const { metrics } = this.dependencies;
    this.waits.succeeded(batch.topic, batch.partition);
    if (from === batch.nextOffset) payload.resolveOffset(payload.batch.lastOffset());
    else consumer.seek({ topic: payload.batch.topic, partition: batch.partition, offset: String(from) });
    metrics.records.inc({ consumer: this.name, topic: batch.topic }, batch.records.length);
    metrics.setLag({ consumer: this.name, topic: batch.topic, partition: batch.partition }, Number(batch.endOffset - from));
    if (this.keepsOwnOffsets) await payload.commitOffsetsIfNecessary(positionAt(payload.batch.topic, batch.partition, from));
  }

  private letWait(payload: EachBatchPayload, batch: AnyBatch, error: unknown): undefined {
    const { metrics, log } = this.dependencies;
    metrics.failures.inc({ consumer: this.name, topic: batch.topic });
    const waitMs = Math.round(this.waits.wait(batch.topic, batch.partition, payload.pause));
    log.warn({ msg: 'the handler failed; the partition waits', consumer: this.name, ...placeOf(batch), wait_ms: waitMs, err: error });
  }
}

/** What was committed would hide from a handler that has fallen behind it, as after a restored backup, that there is something to read again. */
function fromTheStart(consumer: Consumer, assigned: Readonly<Record<string, readonly number[]>>): void {
  for (const [topic, partitions] of Object.entries(assigned)) {
    for (const partition of partitions) consumer.seek({ topic, partition, offset: '0' });
  }
}

function positionAt(topic: string, partition: number, offset: bigint): OffsetsByTopicPartition {
  return { topics: [{ topic, partitions: [{ partition, offset: String(offset) }] }] };
}

function placeOf({ topic, partition, fromOffset }: AnyBatch): object {
  return { topic, partition, offset: String(fromOffset) };
}

function positionOf(answer: unknown): bigint {
  if (typeof answer !== 'bigint' || answer < 0n) throw new TypeError('a handler that keeps its own offsets answers the offset to go on from');
  return answer;
}
