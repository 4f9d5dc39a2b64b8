import type { TopicName } from '@latchkey/contracts';
import type { KafkaClient } from './kafka-client.js';

export interface Rewinding {
  /** Without the prefix. */
  readonly group: string;
  readonly topic: TopicName;
  /** Absent: from the first record that the topic still has. */
  readonly since?: Date | undefined;
}

/** Has a group read a topic again: all of it, or what Kafka took since then. Throws while somebody reads for the group, for whoever does would go on from where he is. */
export async function rewindGroup(client: KafkaClient, { group, topic, since }: Rewinding): Promise<void> {
  const named = client.prefixed(topic);
  await client.asAdmin(async (admin) => {
    const offsets = since ? await admin.fetchTopicOffsetsByTimestamp(named, since.getTime()) : await admin.fetchTopicOffsets(named);
    const partitions = offsets.map((each) => ({ partition: each.partition, offset: 'low' in each ? String(each.low) : each.offset }));
    await admin.setOffsets({ groupId: client.prefixed(group), topic: named, partitions });
  });
}
