import { describe, expect, it } from '@jest/globals';
import { topics } from './topics.js';

const day = 24 * 60 * 60 * 1000;
const kept = (days: number): Record<string, string> => ({ 'cleanup.policy': 'delete', 'retention.ms': String(days * day) });

describe('the topics', () => {
  it.each([
    ['token-events', kept(30)],
    ['token-usage', kept(7)],
    ['activity', kept(30)],
    ['audit', kept(400)],
    ['audit-checkpoints', { 'cleanup.policy': 'delete', 'retention.ms': '-1' }],
    ['token-events.dead', kept(30)],
    ['token-usage.dead', kept(30)],
    ['activity.dead', kept(30)],
    [
      'token-state',
      {
        'cleanup.policy': 'compact',
        'segment.ms': '600000',
        'max.compaction.lag.ms': '3600000',
        'min.cleanable.dirty.ratio': '0.1',
        'delete.retention.ms': String(7 * day),
      },
    ],
  ])('%s has these settings', (name, config) => {
    expect(topics.find((topic) => topic.name === name)?.config).toEqual(config);
  });

  it('are these and no others', () => {
    expect(topics).toHaveLength(9);
  });

  it('have 6 partitions, and those of token-state alone are fixed', () => {
    expect(new Set(topics.map(({ partitions }) => partitions))).toEqual(new Set([6]));
    expect(topics.filter(({ fixedPartitions }) => fixedPartitions).map(({ name }) => name)).toEqual(['token-state']);
  });

  it('set nothing of token-state or of the audit aside', () => {
    const dead = topics.map(({ name }) => name).filter((name) => name.endsWith('.dead'));
    expect(dead).toEqual(['token-events.dead', 'token-usage.dead', 'activity.dead']);
  });
});
