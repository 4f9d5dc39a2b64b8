import { describe, expect, it } from '@jest/globals';
import { longestRetryAfterMs, maxTries, nextAttempt, restMs } from './next-attempt.js';

const now = new Date('2026-03-02T08:00:00Z');
const waitMs = (tries: number, options: { random?: number; retryAfterMs?: number } = {}): number | undefined => {
  const next = nextAttempt(tries, { now, random: 0.5, ...options });
  return next && next.getTime() - now.getTime();
};

describe('nextAttempt', () => {
  it('makes ten attempts, the last a day after the first, and then no more', () => {
    const waits = [...Array(maxTries - 1).keys()].map((failed) => waitMs(failed + 1) ?? NaN);
    expect(waits.slice(0, 3)).toEqual([5_000, 295_000, 1_500_000]);
    expect(waits.reduce((sum, each) => sum + each)).toBe(24 * 3_600_000);
    expect(waitMs(maxTries)).toBeUndefined();
  });

  it('spreads them by a fifth', () => {
    expect(waitMs(1, { random: 0 })).toBe(4_000);
    expect(waitMs(1, { random: 0.999_999 })).toBe(5_999);
  });

  it('waits as long as the receiver asks, a day at most, and never less than it would', () => {
    expect(waitMs(1, { retryAfterMs: 90_000 })).toBe(90_000);
    expect(waitMs(2, { retryAfterMs: 1_000 })).toBe(295_000);
    expect(waitMs(1, { retryAfterMs: 1e12 })).toBe(longestRetryAfterMs);
    expect(waitMs(maxTries, { retryAfterMs: 1_000 })).toBeUndefined();
  });
});

describe('restMs', () => {
  it('doubles from a second to five minutes', () => {
    expect([0, 1, 2, 3, 9, 10, 1000].map(restMs)).toEqual([0, 1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });
});
