import { type TopicName, topics } from '@latchkey/contracts';
import type { OutgoingRecord } from '@latchkey/contracts';
import type { Producer, RecordMetadata, Transaction } from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';
import { FencedError } from './kafka.errors.js';
import type { RecordToSend } from './message.js';
import { checkSentWhole } from './sent-whole.js';
import { topicMessages } from './topic-messages.js';
import { tracedSend } from './traced-records.js';

/** Where the first record of one partition's share of a batch came to stand. */
export interface SentRecord {
  readonly topic: TopicName;
  readonly partition: number;
  readonly baseOffset: bigint;
}

const transactionTimeoutMs = 10_000;
/** A transaction that follows another at once finds it still being completed: the broker asks to try again, which takes milliseconds. */
const retry = { initialRetryTime: 5, factor: 0.2, multiplier: 2, maxRetryTime: 500, retries: 9 };

/**
 * Sends each batch as one Kafka transaction. Whoever opens a transactional id shuts out whoever opened it before. After any failure this one is of no more
 * use: open another.
 */
export class TransactionalProducer {
  private readonly producer: Producer;
  private readonly names: ReadonlyMap<string, TopicName>;
  private fenced: FencedError | undefined;

  constructor(
    private readonly client: KafkaClient,
    transactionalId: string,
  ) {
    this.producer = client.producer({ transactionalId, maxInFlightRequests: 1, transactionTimeout: transactionTimeoutMs, retry });
    this.names = new Map(topics.map(({ name }) => [client.prefixed(name), name]));
  }

  /** Fences every earlier producer of this id and ends what transaction it left. */
  async open(): Promise<void> {
    await this.producer.connect();
    // kafkajs claims the id with the first transaction. This one has sent nothing, so ending it costs nothing.
    const claim = await this.producer.transaction();
    await claim.abort();
  }

  /** Resolves once the transaction has committed. Throws FencedError where another has taken over. */
  async send(records: readonly OutgoingRecord[]): Promise<SentRecord[]> {
    return tracedSend(this.client, records, (carried) => this.sendAll(carried));
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private async sendAll(records: readonly RecordToSend[]): Promise<SentRecord[]> {
    if (this.fenced) throw this.fenced;
    const messages = topicMessages(this.client, records);
    const transaction = await this.producer.transaction();
    try {
      const sent = await this.asFenced(transaction.sendBatch({ acks: -1, topicMessages: messages }));
      checkSentWhole(messages, sent);
      await this.asFenced(transaction.commit());
      return sent.map((metadata) => this.sentRecord(metadata));
    } catch (error) {
      await this.abandon(transaction);
      throw error;
    }
  }

  /** Best effort: what is not aborted here is by the next producer that opens, or by the broker when it times out. */
  private async abandon(transaction: Transaction): Promise<void> {
    if (this.fenced || !transaction.isActive()) return;
    await transaction.abort().catch(() => undefined);
  }

  private async asFenced<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (!isFenced(error)) throw error;
      this.fenced = new FencedError({ cause: error });
      throw this.fenced;
    }
  }

  private sentRecord({ topicName, partition, baseOffset }: RecordMetadata): SentRecord {
    const topic = this.names.get(topicName);
    if (topic === undefined || baseOffset === undefined) throw new Error('Kafka answered for a topic that was not sent to.');
    return { topic, partition, baseOffset: BigInt(baseOffset) };
  }
}

/** kafkajs wraps the broker's answer once or twice. */
function isFenced(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { type?: unknown }).type === 'INVALID_PRODUCER_EPOCH' || isFenced(error.cause);
}
