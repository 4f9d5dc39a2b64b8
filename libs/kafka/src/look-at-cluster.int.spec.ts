import { topics } from '@latchkey/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, kafkaBrokers, uniquePrefix } from '@latchkey/testing';
import { KafkaClient } from './kafka-client.js';
import { lookAtCluster } from './look-at-cluster.js';
import { applyTopics, deleteTopics } from './topics-admin.js';

describe('lookAtCluster', () => {
  const client = new KafkaClient({ brokers: kafkaBrokers(), clientId: 'look-test', topicPrefix: uniquePrefix() });
  beforeAll(() => applyTopics(client, { partitions: 2 }));
  afterAll(() => deleteTopics(client));

  it('finds the brokers, and every declared topic as it is', async () => {
    const { brokers, topics: found } = await lookAtCluster(client);
    expect(brokers).toBeGreaterThan(0);
    expect(found.map(({ topic }) => topic)).toEqual(topics);
    for (const { topic, partitions, settings } of found) {
      expect(partitions.map(({ partition }) => partition).sort()).toEqual([0, 1]);
      for (const { replicas, inSync } of partitions) expect({ replicas, inSync }).toEqual({ replicas: expect.any(Number), inSync: replicas });
      expect(settings).toMatchObject({ ...topic.config, 'min.insync.replicas': expect.stringMatching(/^\d+$/) });
    }
  });

  it('has no partitions of a topic that is missing', async () => {
    await client.asAdmin((admin) => admin.deleteTopics({ topics: [client.prefixed('activity')] }));
    await eventually(async () => {
      const { topics: found } = await lookAtCluster(client);
      expect(found.filter(({ partitions }) => partitions.length === 0).map(({ topic }) => topic.name)).toEqual(['activity']);
    });
  });
});
