import { randomUUID } from 'node:crypto';
import type { TopicName } from '@latchkey/contracts';
import type { Logger } from '@nestjs/common';
import type { Consumer, ConsumerConfig, ConsumerRunConfig, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { BatchOf } from './batch.js';
import type { Consumption } from './consumer-loop.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import type { KafkaClient } from './kafka-client.js';
import { BeginningFailedError } from './kafka.errors.js';
import { PartitionWaits } from './partition-waits.js';
import { batchOf, readMessage } from './read-batch.js';
import { FetchRounds } from './fetch-rounds.js';
import { ReplicaPositions } from './replica-positions.js';
import type { AnySignal, Beginning, ReplicaAnswer } from './replica-signal.js';
import type { OwnReplicaSubscription, ReplicaSubscription } from './subscription.js';
import { tracedWork } from './traced-records.js';
import { whileBeating } from './while-beating.js';

const sessionTimeoutMs = 30_000;
const fetchWaitMs = 500;
const heartbeatMs = sessionTimeoutMs / 10;

export interface ReplicaDependencies {
  readonly client: KafkaClient;
  readonly metrics: ConsumerMetrics;
  readonly log: Logger;
}

/**
 * Reads all of a topic into this instance. kafkajs reads in groups only and forgets where it was, so this is the one member of a group of its own, holds each
 * partition's position, and seeks there on every join.
 */
export class ReplicaConsumption implements Consumption {
  readonly name: string;
  readonly topics: readonly string[];
  private readonly topic: TopicName;
  private readonly read: (message: KafkaMessage) => unknown;
  private readonly waits = new PartitionWaits();
  private readonly positions = new ReplicaPositions();
  private readonly rounds = new FetchRounds(fetchWaitMs);
  private consumer: Consumer | undefined;
  private startingOver = false;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(
    subscription: ReplicaSubscription<TopicName> | OwnReplicaSubscription<TopicName, unknown>,
    private readonly handle: (signal: AnySignal) => Promise<unknown>,
    private readonly dependencies: ReplicaDependencies,
  ) {
    const { client } = dependencies;
    const { topic } = subscription;
    this.topic = topic;
    this.read = 'read' in subscription ? subscription.read : (message) => readMessage(topic, message);
    this.name = `replica.${topic}`;
    this.topics = [client.prefixed(topic)];
  }

  /** A new group each time: in the one before, a broker that was away would first wait out the session of the consumer that is gone. */
  get config(): ConsumerConfig {
    return {
      groupId: this.dependencies.client.prefixed(`${this.name}.${randomUUID()}`),
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      // A record of a transaction not committed yet, or aborted, is a fact committed in Postgres all the same, and waiting for the marker takes time.
      readUncommitted: true,
      maxWaitTimeInMs: fetchWaitMs,
    };
  }

  async prepare(consumer: Consumer): Promise<ConsumerRunConfig> {
    this.consumer = consumer;
    if (!this.positions.known) await this.inTurn(() => this.begin());
    consumer.on(consumer.events.GROUP_JOIN, () => this.seekAll());
    consumer.on(consumer.events.FETCH_START, ({ payload }) => {
      this.rounds.started(payload.nodeId);
      // Where nothing is to be read, no batch comes to say so.
      this.inTurn(() => this.tellIfCaughtUp()).catch((error: unknown) => this.warn('the handler failed', { err: error }));
    });
    consumer.on(consumer.events.FETCH, ({ payload }) => this.rounds.ended(payload.nodeId, payload.duration));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, batchSize, lastOffset } }) => {
      this.rounds.delivered();
      // Control records reach no handler, yet they are part of the way.
      if (batchSize === 0) this.positions.advance(partition, BigInt(lastOffset) + 1n);
    });
    return {
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.eachBatch(payload),
    };
  }

  ended(): void {
    this.consumer = undefined;
    this.waits.clear();
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    if (!payload.isRunning() || payload.isStale()) return;
    const batch = batchOf(this.topic, payload.batch, this.read);
    this.positions.raiseGoal(batch.partition, batch.endOffset);
    try {
      await whileBeating(payload.heartbeat, heartbeatMs, () => this.inTurn(() => this.process(payload, batch)));
      this.succeed(batch);
    } catch (error) {
      this.letWait(payload, batch.partition, error);
    }
  }

  private async process(payload: EachBatchPayload, batch: BatchOf<TopicName, unknown>): Promise<void> {
    if (!this.startingOver && !this.positions.isAt(batch.partition, batch.fromOffset)) {
      await this.tell({ kind: 'out_of_range' });
      this.startingOver = true;
    }
    if (!this.startingOver) await this.tellBatch(payload, batch);
    if (this.startingOver) return this.startOver();
    payload.resolveOffset(payload.batch.lastOffset());
    this.positions.advance(batch.partition, batch.nextOffset);
    await this.tellIfCaughtUp();
  }

  /** One signal at a time, in their order: what one of them changes, the next has to see. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.busy.then(work);
    this.busy = turn.catch(() => undefined);
    return turn;
  }

  private async tellIfCaughtUp(): Promise<void> {
    if (!this.startingOver && this.rounds.complete && this.positions.newlyCaughtUp) {
      await this.tell({ kind: 'caught_up', partitions: this.positions.all.size });
      this.positions.toldCaughtUp();
    }
    // Also where nothing more comes that would have it done.
    if (this.startingOver) await this.startOver();
  }

  /** What is read to catch up is old, and mostly of traces that ended long ago. */
  private async tellBatch({ batch: { topic, partition, messages } }: EachBatchPayload, batch: BatchOf<TopicName, unknown>): Promise<void> {
    const told = (): Promise<void> => this.tell({ kind: 'batch', batch });
    if (!this.positions.caughtUp) await told();
    else await tracedWork({ operation: 'apply', consumer: this.name, topic, partition, messages }, told);
  }

  private async tell(signal: Exclude<AnySignal, Beginning>): Promise<void> {
    const answer = (await this.handle(signal)) as ReplicaAnswer;
    if (answer === 'from_start') this.startingOver = true;
  }

  /** Reads everything again. Stays due until it has succeeded. */
  private async startOver(): Promise<void> {
    await this.begin();
    this.startingOver = false;
    this.seekAll();
  }

  private async begin(): Promise<void> {
    const { client } = this.dependencies;
    const [clusterId, partitions] = await Promise.all([client.clusterId(), client.watermarks(this.topic)]);
    const beginning: Beginning = { kind: 'beginning', clusterId, topic: client.prefixed(this.topic), partitions };
    const answer = (await this.handle(beginning).catch((error: unknown) => {
      throw new BeginningFailedError(this.name, { cause: error });
    })) as ReplicaAnswer;
    this.positions.begin(partitions, typeof answer === 'object' ? answer.from : undefined);
  }

  private seekAll(): void {
    this.rounds.begin();
    for (const [partition, offset] of this.positions.all) {
      this.consumer?.seek({ topic: this.dependencies.client.prefixed(this.topic), partition, offset: String(offset) });
    }
  }

  private succeed(batch: BatchOf<TopicName, unknown>): void {
    const { metrics } = this.dependencies;
    this.waits.succeeded(this.topic, batch.partition);
    metrics.records.inc({ consumer: this.name, topic: this.topic }, batch.records.length);
    metrics.setLag({ consumer: this.name, topic: this.topic, partition: batch.partition }, Number(batch.endOffset - batch.nextOffset));
  }

  private letWait(payload: EachBatchPayload, partition: number, error: unknown): void {
    this.dependencies.metrics.failures.inc({ consumer: this.name, topic: this.topic });
    const waitMs = Math.round(this.waits.wait(this.topic, partition, payload.pause));
    this.warn('the handler failed; the partition waits', { partition, wait_ms: waitMs, err: error });
  }

  private warn(msg: string, fields: object): void {
    this.dependencies.log.warn({ msg, consumer: this.name, topic: this.topic, ...fields });
  }
}
