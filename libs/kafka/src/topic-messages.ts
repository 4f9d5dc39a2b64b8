import type { TopicMessages } from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';
import { type RecordToSend, toMessage } from './message.js';

/** The records by topic, each topic's in their order. */
export function topicMessages(client: KafkaClient, records: readonly RecordToSend[]): TopicMessages[] {
  const byTopic = new Map<string, RecordToSend[]>();
  for (const record of records) {
    const earlier = byTopic.get(record.topic);
    if (earlier) earlier.push(record);
    else byTopic.set(record.topic, [record]);
  }
  return [...byTopic].map(([topic, each]) => ({ topic: client.prefixed(topic), messages: each.map(toMessage) }));
}
