import { topics } from '@latchkey/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import kafkajs from 'kafkajs';
import { KafkaClient } from './kafka-client.js';
import { TopicConflictError } from './kafka.errors.js';
import { applyTopics, deleteTopics } from './topics-admin.js';

describe('applyTopics', () => {
  let client: KafkaClient;
  beforeEach(() => {
    client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'topics-test', topicPrefix: uniquePrefix() });
  });
  afterEach(() => deleteTopics(client));

  async function settings(topic: string): Promise<Record<string, string>> {
    const { resources } = await client.asAdmin((admin) =>
      admin.describeConfigs({ resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: client.prefixed(topic) }], includeSynonyms: false }),
    );
    return Object.fromEntries((resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]));
  }

  async function set(topic: string, entries: Record<string, string>): Promise<void> {
    const configEntries = Object.entries(entries).map(([name, value]) => ({ name, value }));
    await client.asAdmin((admin) =>
      admin.alterConfigs({ validateOnly: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: client.prefixed(topic), configEntries }] }),
    );
  }

  it('makes every topic with its settings, and then finds nothing to do', async () => {
    expect(await applyTopics(client, { partitions: 2 })).toHaveLength(topics.length);
    for (const { name, config } of topics) expect(await settings(name)).toMatchObject(config);
    expect(await client.watermarks('token-state')).toHaveLength(2);
    expect(await applyTopics(client, { partitions: 2 })).toEqual([]);
  });

  it('puts back what was changed, and leaves what an operator has set besides', async () => {
    await applyTopics(client, { partitions: 1 });
    await set('token-events', { 'retention.ms': '1', 'max.message.bytes': '2000000' });
    expect(await applyTopics(client, { partitions: 1 })).toEqual([expect.stringMatching(/token-events: set .*retention\.ms/)]);
    expect(await settings('token-events')).toMatchObject({ 'retention.ms': '2592000000', 'max.message.bytes': '2000000' });
  });

  it('adds partitions, but never to token-state, and then changes nothing at all', async () => {
    await applyTopics(client, { partitions: 1 });
    await expect(applyTopics(client, { partitions: 2 })).rejects.toThrow(TopicConflictError);
    expect(await client.watermarks('token-events')).toHaveLength(1);
    await client.asAdmin((admin) => admin.deleteTopics({ topics: [client.prefixed('token-state')] }));
    // For a moment yet the broker tells of the topic that is gone.
    const changes = await eventually(() => applyTopics(client, { partitions: 2 }));
    expect(changes).toContain(`${client.prefixed('token-events')}: now 2 partitions`);
  });
});
