import type { TopicName } from '@latchkey/contracts';
import { type KafkaClient, type ReceivedRecord, TopicScan } from '@latchkey/kafka';

export interface ReadRecord<T extends TopicName> extends Pick<ReceivedRecord<T>, 'raw' | 'decoded' | 'offset'> {
  readonly partition: number;
}

/** All that a topic holds up to the end that it has now, in order within each partition; what was never committed, too, if `uncommitted`. */
export async function readTopic<const T extends TopicName>(client: KafkaClient, topic: T, { uncommitted = false } = {}): Promise<ReadRecord<T>[]> {
  const records: ReadRecord<T>[] = [];
  await TopicScan.all({
    client,
    topic,
    uncommitted,
    take: ({ partition, records: read }) => {
      for (const record of read as readonly ReceivedRecord<T>[]) records.push({ ...record, partition });
    },
  });
  return records;
}
