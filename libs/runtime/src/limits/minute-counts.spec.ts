import { describe, expect, it } from '@jest/globals';
import { MinuteCounts, secondsLeft } from './minute-counts.js';

const minute = 60_000;
const noon = 1_000 * minute;

describe('MinuteCounts', () => {
  it('counts each key for itself, and all anew with the next minute', () => {
    const counts = new MinuteCounts();
    expect([counts.add('a', noon), counts.add('a', noon + minute - 1), counts.add('b', noon)]).toEqual([1, 2, 1]);
    expect([counts.of('a', noon), counts.of('c', noon)]).toEqual([2, 0]);
    expect([counts.of('a', noon + minute), counts.add('a', noon + minute)]).toEqual([0, 1]);
  });

  it('holds no more keys than it may, and goes on counting those that it holds', () => {
    const counts = new MinuteCounts(2);
    for (const key of ['a', 'b', 'c', 'c']) counts.add(key, noon);
    expect(counts.of('c', noon)).toBe(0);
    expect(counts.add('a', noon)).toBe(2);
    expect(counts.add('c', noon + minute)).toBe(1);
  });
});

it.each([
  [0, 60],
  [1, 60],
  [1_000, 59],
  [59_999, 1],
])('%i ms into a minute, the next begins in %i seconds', (into, seconds) => {
  expect(secondsLeft(noon + into)).toBe(seconds);
});
