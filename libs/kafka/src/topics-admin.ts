import { setTimeout as pause } from 'node:timers/promises';
import { type Topic, topics } from '@latchkey/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';
import { TopicConflictError } from './kafka.errors.js';

export interface TopicOptions {
  /** Instead of what each topic declares. */
  readonly partitions?: number;
  /** The broker's default where it is left out. */
  readonly replicationFactor?: number;
}

/** Kafka's own number for "as the broker is configured". */
const brokerDefault = -1;
/** DYNAMIC_TOPIC_CONFIG: set on the topic itself, by us or by an operator. */
const setOnTopic = 1;

/**
 * Makes every declared topic, adds partitions and settings that are missing, and leaves what an operator has set besides. Answers a line per change. Throws a
 * TopicConflictError, before it changes anything, where the partition count of a topic may never change and differs.
 */
export async function applyTopics(client: KafkaClient, options: TopicOptions = {}): Promise<string[]> {
  const wanted = topics.map((topic) => ({ ...topic, name: client.prefixed(topic.name), partitions: options.partitions ?? topic.partitions }));
  return client.asAdmin(async (admin) => {
    const present = await partitionCounts(admin, wanted.map(({ name }) => name));
    for (const topic of wanted) refuseConflict(topic, present.get(topic.name));
    const missing = wanted.filter(({ name }) => !present.has(name));
    const there = wanted.filter(({ name }) => present.has(name));
    await create(admin, missing, options.replicationFactor ?? brokerDefault);
    const grown = await grow(admin, there, present);
    const changed = await configure(admin, there);
    return [...missing.map(({ name }) => `${name}: created`), ...grown, ...changed];
  });
}

/** Removes every declared topic of this prefix. */
export async function deleteTopics(client: KafkaClient): Promise<void> {
  await client.asAdmin(async (admin) => {
    const present = await partitionCounts(admin, topics.map(({ name }) => client.prefixed(name)));
    if (present.size === 0) return;
    await admin.deleteTopics({ topics: [...present.keys()] }).catch((error: unknown) => {
      // One of them was being removed already; the others are, by the same request.
      if (!isUnderWay(error)) throw error;
    });
  });
}

type Wanted = Omit<Topic, 'name'> & { readonly name: string };

async function partitionCounts(admin: Admin, names: readonly string[]): Promise<Map<string, number>> {
  const existing = new Set(await admin.listTopics());
  const found = names.filter((name) => existing.has(name));
  if (found.length === 0) return new Map();
  const { topics: metadata } = await admin.fetchTopicMetadata({ topics: found });
  return new Map(metadata.map(({ name, partitions }) => [name, partitions.length]));
}

function refuseConflict({ name, partitions, fixedPartitions }: Wanted, present: number | undefined): void {
  if (present === undefined || present === partitions || !fixedPartitions) return;
  throw new TopicConflictError(name, `it has ${present} partitions and not ${partitions}, and where a key lies may never change; make a new topic`);
}

async function create(admin: Admin, missing: readonly Wanted[], replicationFactor: number): Promise<void> {
  if (missing.length === 0) return;
  await admin.createTopics({
    // Ours waits too where a broker has not heard of the topic yet, at which kafkajs gives up.
    waitForLeaders: false,
    topics: missing.map(({ name, partitions, config }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor,
      configEntries: Object.entries(config).map(([setting, value]) => ({ name: setting, value })),
    })),
  });
  await untilLed(admin, missing.map(({ name }) => name));
}

const leadersWithinMs = 15_000;

/** Resolves once the leader of every partition answers for it: it is named before it knows. */
async function untilLed(admin: Admin, names: readonly string[]): Promise<void> {
  const deadline = performance.now() + leadersWithinMs;
  for (const name of names) {
    while (!(await isLed(admin, name))) {
      if (performance.now() > deadline) throw new Error(`no leader for ${name} within ${leadersWithinMs} ms`);
      await pause(100);
    }
  }
}

async function isLed(admin: Admin, name: string): Promise<boolean> {
  try {
    await admin.fetchTopicOffsets(name);
    return true;
  } catch (error) {
    if (isUnderWay(error)) return false;
    throw error;
  }
}

const underWay = new Set<unknown>(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION']);

/** kafkajs wraps the broker's answer where it has tried again in vain. */
function isUnderWay(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return underWay.has((error as { type?: unknown }).type) || isUnderWay(error.cause);
}

async function grow(admin: Admin, there: readonly Wanted[], present: ReadonlyMap<string, number>): Promise<string[]> {
  const small = there.filter(({ name, partitions }) => (present.get(name) ?? 0) < partitions);
  if (small.length === 0) return [];
  await admin.createPartitions({ topicPartitions: small.map(({ name, partitions }) => ({ topic: name, count: partitions })) });
  return small.map(({ name, partitions }) => `${name}: now ${partitions} partitions`);
}

async function configure(admin: Admin, there: readonly Wanted[]): Promise<string[]> {
  if (there.length === 0) return [];
  const asked = there.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name }));
  const { resources } = await admin.describeConfigs({ resources: asked, includeSynonyms: false });
  const changes = there.flatMap(({ name, config }) => {
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    const current = Object.fromEntries(entries.filter(({ configSource }) => configSource === setOnTopic).map((entry) => [entry.configName, entry.configValue]));
    const differing = Object.keys(config).filter((setting) => current[setting] !== config[setting]);
    // The request replaces all that is set on the topic.
    return differing.length === 0 ? [] : [{ name, differing, all: { ...current, ...config } }];
  });
  if (changes.length === 0) return [];
  await admin.alterConfigs({
    validateOnly: false,
    resources: changes.map(({ name, all }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configEntries: Object.entries(all).map(([setting, value]) => ({ name: setting, value })),
    })),
  });
  return changes.map(({ name, differing }) => `${name}: set ${differing.join(', ')}`);
}
