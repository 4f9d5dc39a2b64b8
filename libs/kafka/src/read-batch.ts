import { contractsOf, decodeEvent, type TopicName, topics } from '@latchkey/contracts';
import type { Decoded, IncomingRecord } from '@latchkey/contracts';
import type { Batch as KafkaBatch, KafkaMessage } from 'kafkajs';
import type { AnyBatch, BatchOf, ReceivedRecord, UnreadRecord } from './batch.js';
import { toIncoming } from './message.js';

/** kafkajs sets it on every batch and leaves it out of its types. */
interface Fetched {
  readonly fetchedOffset: string;
}

/** A tombstone says something on these topics only. */
const compacted = new Set<TopicName>(topics.filter(({ config }) => config['cleanup.policy'] === 'compact').map(({ name }) => name));

export function readBatch(topic: TopicName, batch: KafkaBatch): AnyBatch {
  return batchOf(topic, batch, (message) => readMessage(topic, message));
}

/** A batch of what `read` makes of each record. */
export function batchOf<R>(topic: TopicName, batch: KafkaBatch, read: (message: KafkaMessage) => R): BatchOf<TopicName, R> {
  return {
    topic,
    partition: batch.partition,
    records: batch.messages.map(read),
    fromOffset: BigInt((batch as KafkaBatch & Fetched).fetchedOffset),
    nextOffset: BigInt(batch.lastOffset()) + 1n,
    endOffset: BigInt(batch.highWatermark),
  };
}

export function readMessage(topic: TopicName, message: KafkaMessage): AnyBatch['records'][number] {
  return { offset: BigInt(message.offset), timestamp: Number(message.timestamp), ...readRecord(topic, message) };
}

/** Reads a record against the contracts of its topic, as every batch is read unless its subscription says otherwise. */
export function readRecord<T extends TopicName>(topic: T, record: UnreadRecord): Pick<ReceivedRecord<T>, 'raw' | 'decoded'> {
  const raw = toIncoming(record);
  return { raw, decoded: decode(topic, raw) as ReceivedRecord<T>['decoded'] };
}

function decode(topic: TopicName, raw: IncomingRecord): Decoded {
  const decoded = decodeEvent(contractsOf(topic), raw);
  if (decoded.kind !== 'tombstone' || compacted.has(topic)) return decoded;
  return { kind: 'unreadable', reason: 'not_json', detail: '(record): no value' };
}
