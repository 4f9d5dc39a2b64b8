import { type Topic, topics } from '@latchkey/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import { isForbidden } from './is-forbidden.js';
import type { KafkaClient } from './kafka-client.js';

export interface Cluster {
  readonly brokers: number;
  /** Those that are declared. */
  readonly topics: readonly TopicFound[];
}

export interface TopicFound {
  readonly topic: Topic;
  /** On the broker. */
  readonly name: string;
  /** Empty where the topic is missing. */
  readonly partitions: readonly PartitionFound[];
  /** As they have effect, by the topic's own settings or the broker's. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface PartitionFound {
  readonly partition: number;
  readonly replicas: number;
  readonly inSync: number;
}

/** How the cluster and the declared topics on it are. Throws where a partition has no leader, or where a topic may not be looked at, which then may be there or not. */
export async function lookAtCluster(client: KafkaClient): Promise<Cluster> {
  return client.asAdmin(async (admin) => {
    const { brokers } = await admin.describeCluster();
    const existing = new Set(await admin.listTopics());
    const names = topics.map(({ name }) => client.prefixed(name));
    const there = names.filter((name) => existing.has(name));
    for (const name of names.filter((each) => !existing.has(each))) await refuseHidden(admin, name);
    const [partitions, settings] = [await partitionsOf(admin, there), await settingsOf(admin, there)];
    const found = topics.map((topic) => {
      const name = client.prefixed(topic.name);
      return { topic, name, partitions: partitions.get(name) ?? [], settings: settings.get(name) ?? {} };
    });
    return { brokers: brokers.length, topics: found };
  });
}

/** A list leaves out what may not be seen. To ask for metadata could make the topic. */
async function refuseHidden(admin: Admin, name: string): Promise<void> {
  await settingsOf(admin, [name]).catch((error: unknown) => {
    if (isForbidden(error)) throw error;
  });
}

async function partitionsOf(admin: Admin, names: readonly string[]): Promise<Map<string, PartitionFound[]>> {
  if (names.length === 0) return new Map();
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: [...names] });
  return new Map(
    metadata.map(({ name, partitions }) => [
      name,
      partitions.map(({ partitionId, replicas, isr }) => ({ partition: partitionId, replicas: replicas.length, inSync: isr.length })),
    ]),
  );
}

async function settingsOf(admin: Admin, names: readonly string[]): Promise<Map<string, Record<string, string>>> {
  if (names.length === 0) return new Map();
  const asked = names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name }));
  const { resources } = await admin.describeConfigs({ resources: asked, includeSynonyms: false });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [resourceName, Object.fromEntries(configEntries.map((entry) => [entry.configName, entry.configValue]))]),
  );
}
