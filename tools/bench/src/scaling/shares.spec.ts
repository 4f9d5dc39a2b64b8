import { describe, expect, it } from '@jest/globals';
import { isSharedOut, placesIn } from './shares.js';

describe('placesIn', () => {
  const line = (consumer: string, topic: string, partition: number): string => `latchkey_consumer_lag_records{consumer="${consumer}",topic="${topic}",partition="${partition}"} 7`;

  it('are those of this consumer', () => {
    const metrics = [line('notifier', 'token-state', 0), line('notifier.facts', 'token-events', 1), line('notifier', 'token-state', 10), 'latchkey_outbox_depth 0'].join('\n');
    expect(placesIn(metrics, 'notifier')).toEqual(['token-state/0', 'token-state/10']);
  });
});

describe('isSharedOut', () => {
  it.each([
    ['when each has its share', [['a'], ['b', 'c']], true],
    ['even where there are more places than asked for', [['a', 'b'], ['c', 'd']], true],
    ['not while one has none', [['a', 'b', 'c'], []], false],
    ['not while two have the same', [['a', 'b'], ['b', 'c']], false],
    ['not while nobody has one', [['a'], ['b']], false],
  ])('%s', (_, held, shared) => {
    expect(isSharedOut(held, ['a', 'b', 'c'])).toBe(shared);
  });
});
