import type { TopicName } from '@latchkey/contracts';
import type { KafkaClient } from '@latchkey/kafka';

/** ConfigResourceTypes.TOPIC of the protocol. */
const topicResource = 2;

/** Has the broker compact a topic whenever it looks, up to the last half second before something is written to it. */
export async function compactAtOnce(client: KafkaClient, topic: TopicName): Promise<void> {
  const settings = { 'cleanup.policy': 'compact', 'segment.ms': '500', 'min.cleanable.dirty.ratio': '0', 'max.compaction.lag.ms': '1' };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await client.asAdmin((admin) => admin.alterConfigs({ validateOnly: false, resources: [{ type: topicResource, name: client.prefixed(topic), configEntries }] }));
}
