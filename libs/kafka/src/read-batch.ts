import { contractsOf, decodeEvent, type TopicName, topics } from '@latchkey/contracts';
import type { Decoded, IncomingRecord } from '@latchkey/contracts';
import type { Batch as KafkaBatch, KafkaMessage } from 'kafkajs';
import type { AnyBatch } from './batch.js';
import { toIncoming } from './message.js';

/** kafkajs sets it on every batch and leaves it out of its types. */
interface Fetched {
  readonly fetchedOffset: string;
}

/** A tombstone says something on these topics only. */
const compacted = new Set<TopicName>(topics.filter(({ config }) => config['cleanup.policy'] === 'compact').map(({ name }) => name));

export function readBatch(topic: TopicName, batch: KafkaBatch): AnyBatch {
  return {
    topic,
    partition: batch.partition,
    records: batch.messages.map((message) => readRecord(topic, message)),
    fromOffset: BigInt((batch as KafkaBatch & Fetched).fetchedOffset),
    nextOffset: BigInt(batch.lastOffset()) + 1n,
    endOffset: BigInt(batch.highWatermark),
  };
}

function readRecord(topic: TopicName, message: KafkaMessage): AnyBatch['records'][number] {
  const raw = toIncoming(message);
  return { offset: BigInt(message.offset), timestamp: Number(message.timestamp), raw, decoded: decode(topic, raw) };
}

function decode(topic: TopicName, raw: IncomingRecord): Decoded {
  const decoded = decodeEvent(contractsOf(topic), raw);
  if (decoded.kind !== 'tombstone' || compacted.has(topic)) return decoded;
  return { kind: 'unreadable', reason: 'not_json', detail: '(record): no value' };
}
