import { redactRecord, type TopicName, topics } from '@latchkey/contracts';
import type { AnyBatch } from './batch.js';
import type { EventProducer } from './event-producer.js';
import type { RecordToSend } from './message.js';

/** The topic for what breaks its contract on `topic`, if there is one. */
export function deadTopicOf(topic: TopicName): TopicName | undefined {
  return topics.find(({ name }) => name === `${topic}.dead`)?.name;
}

/** Sets aside what broke its contract: the record as it came, secrets replaced, and in its headers why and where. */
export class DeadLetters {
  constructor(private readonly producer: EventProducer) {}

  async send(batch: AnyBatch, records: AnyBatch['records'], group: string): Promise<void> {
    const topic = deadTopicOf(batch.topic);
    if (topic === undefined) throw new Error(`${batch.topic} has no dead-letter topic`);
    await this.producer.send(records.map((record) => ({ ...letter(batch, record, group), topic })));
  }
}

function letter(batch: AnyBatch, { raw, decoded, offset, timestamp }: AnyBatch['records'][number], group: string): Omit<RecordToSend, 'topic'> {
  const { key, value, headers } = redactRecord(raw);
  const { reason, detail } = decoded.kind === 'unreadable' ? decoded : { reason: 'unknown', detail: '' };
  return {
    key,
    value,
    headers: {
      ...headers,
      'latchkey-error-reason': reason,
      'latchkey-error-detail': detail,
      'latchkey-source-topic': batch.topic,
      'latchkey-source-partition': String(batch.partition),
      'latchkey-source-offset': String(offset),
      'latchkey-source-timestamp': new Date(timestamp).toISOString(),
      'latchkey-consumer-group': group,
    },
  };
}
