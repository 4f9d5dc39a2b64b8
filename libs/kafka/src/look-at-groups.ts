import type { Admin } from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';

export interface GroupFound {
  /** Without the prefix. */
  readonly group: string;
  /** As Kafka names it: `Stable`, `Empty`, `Dead`, or on the way between. */
  readonly state: string;
  /** Of the partitions in which it has committed where it is. */
  readonly read: readonly PartitionRead[];
}

export interface PartitionRead {
  /** On the broker. */
  readonly topic: string;
  readonly partition: number;
  /** Where the group goes on. */
  readonly next: bigint;
  readonly low: bigint;
  readonly high: bigint;
}

/** How far consumer groups have come, of those that are named without the prefix. */
export async function lookAtGroups(client: KafkaClient, groups: readonly string[]): Promise<GroupFound[]> {
  return client.asAdmin(async (admin) => {
    const described = await admin.describeGroups(groups.map((group) => client.prefixed(group)));
    const states = new Map(described.groups.map(({ groupId, state }) => [groupId, state]));
    const offsets = new OffsetsOfTopics(admin);
    const found: GroupFound[] = [];
    for (const group of groups) {
      const name = client.prefixed(group);
      found.push({ group, state: states.get(name) ?? 'Dead', read: await readBy(admin, name, offsets) });
    }
    return found;
  });
}

async function readBy(admin: Admin, groupId: string, offsets: OffsetsOfTopics): Promise<PartitionRead[]> {
  const read: PartitionRead[] = [];
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
    for (const { partition, offset } of partitions) {
      // Minus one: nothing was committed.
      const marks = BigInt(offset) < 0n ? undefined : (await offsets.of(topic)).get(partition);
      if (marks) read.push({ topic, partition, next: BigInt(offset), ...marks });
    }
  }
  return read;
}

type Marks = Pick<PartitionRead, 'low' | 'high'>;

/** Asked for once, however many groups read the topic. */
class OffsetsOfTopics {
  private readonly known = new Map<string, Map<number, Marks>>();

  constructor(private readonly admin: Admin) {}

  async of(topic: string): Promise<Map<number, Marks>> {
    const known = this.known.get(topic);
    if (known) return known;
    const offsets = await this.admin.fetchTopicOffsets(topic);
    const marks = new Map(offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]));
    this.known.set(topic, marks);
    return marks;
  }
}
