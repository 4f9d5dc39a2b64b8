import { topics as declared } from '@latchkey/contracts';
import type { Cluster, TopicFound } from '@latchkey/kafka';
import { describe, expect, it } from '@jest/globals';
import type { Level } from './finding.js';
import { judgeTopics } from './topics.check.js';

const partitions = (count: number, replicas: number, inSync = replicas): TopicFound['partitions'] => Array.from({ length: count }, (_, partition) => ({ partition, replicas, inSync }));
const asDeclared = (replicas: number, least = '2'): TopicFound[] =>
  declared.map((topic) => ({ topic, name: `latchkey.${topic.name}`, partitions: partitions(6, replicas), settings: { ...topic.config, 'min.insync.replicas': least } }));

/** All as declared but for the first topic of that name. */
function but(name: string, change: Partial<TopicFound>, brokers = 3): Cluster {
  return { brokers, topics: asDeclared(3).map((found) => (found.topic.name === name ? { ...found, ...change } : found)) };
}
const judged = (cluster: Cluster): [Level, string][] => judgeTopics(cluster).map(({ level, text }) => [level, text]);

describe('judgeTopics', () => {
  it('has nothing to say of three replicas of which two must have each write, nor of one where there is one broker', () => {
    expect(judged({ brokers: 3, topics: asDeclared(3) })).toEqual([['ok', 'all 9 are as declared, on 3 brokers']]);
    expect(judged({ brokers: 1, topics: asDeclared(1, '1') })).toEqual([['ok', 'all 9 are as declared, on 1 broker']]);
  });

  it.each<[string, Cluster, Level, RegExp]>([
    ['a topic that is missing', but('activity', { partitions: [] }), 'fail', /activity is missing/],
    ['too few partitions', but('activity', { partitions: partitions(3, 3) }), 'warn', /activity has 3 partitions and not 6/],
    ['another count of token-state', but('token-state', { partitions: partitions(12, 3) }), 'warn', /token-state has 12 partitions and not 6/],
    ['another retention', but('activity', { settings: { 'cleanup.policy': 'delete', 'retention.ms': '1', 'min.insync.replicas': '2' } }), 'warn', /activity has retention.ms=1 and not 2592000000$/],
    ['token-state that is not compacted', but('token-state', { settings: { ...declared[0]?.config, 'cleanup.policy': 'delete', 'min.insync.replicas': '2' } }), 'fail', /cleanup.policy=delete and not compact/],
    ['writes that are refused', but('activity', { partitions: partitions(6, 3, 1) }), 'fail', /activity takes no writes on partitions 0, 1, 2, 3, 4, 5: fewer than 2/],
    ['replicas that are behind', but('activity', { partitions: partitions(6, 3, 2) }), 'warn', /activity has replicas out of sync on partitions 0/],
    ['one replica on three brokers', but('activity', { partitions: partitions(6, 1), settings: { ...asDeclared(1, '1').find(({ topic }) => topic.name === 'activity')?.settings } }), 'warn', /activity has 1 of 3 replicas/],
    ['acknowledgement by one replica alone', but('activity', { settings: { ...asDeclared(3, '1').find(({ topic }) => topic.name === 'activity')?.settings } }), 'warn', /activity has min.insync.replicas=1/],
  ])('finds %s', (_, cluster, level, text) => {
    expect(judged(cluster)).toEqual([[level, expect.stringMatching(text)]]);
  });

  it('leaves more partitions alone where a key may move', () => {
    expect(judged(but('activity', { partitions: partitions(12, 3) }))).toEqual([['ok', expect.any(String)]]);
  });
});
