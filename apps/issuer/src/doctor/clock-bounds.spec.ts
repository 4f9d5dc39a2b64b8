import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyClock, boundsOf, leastSkewMs, mostSkewMs, narrowed } from './clock-bounds.js';
import { judgeClock } from './clocks.check.js';

describe('what is known of another clock', () => {
  it('is as exact as the time that the question took', () => {
    expect(boundsOf(10_000, { before: 9_990, after: 10_030 })).toEqual({ low: -30, high: 10 });
  });

  it('is wider by what was cut off from what it showed', () => {
    expect(boundsOf(10_000, { before: 10_400, after: 10_420 }, 1_000)).toEqual({ low: -420, high: 600 });
  });

  it('holds the truth, and narrows down to it, whatever the skew and the moment of asking', () => {
    const looks = fc.array(fc.record({ at: fc.integer({ min: 0, max: 60_000 }), took: fc.integer({ min: 0, max: 300 }), answered: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 1 });
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), looks, (skew, observations) => {
        let bounds = anyClock;
        for (const { at, took, answered } of observations) {
          const shown = Math.floor((at + took * answered + skew) / 1_000) * 1_000;
          bounds = narrowed(bounds, boundsOf(shown, { before: at, after: at + took }, 1_000));
        }
        expect(bounds.low).toBeLessThanOrEqual(skew);
        expect(bounds.high).toBeGreaterThanOrEqual(skew);
      }),
    );
  });

  it.each([-5_000, -2_300, 2_300, 5_000])('shows a skew of %d ms by seconds alone, looked at eleven times within one', (skew) => {
    const looks = Array.from({ length: 11 }, (_, n) => 7_250 + n * 100);
    const bounds = looks.map((at) => boundsOf(Math.floor((at + 5 + skew) / 1_000) * 1_000, { before: at, after: at + 10 }, 1_000)).reduce(narrowed, anyClock);
    expect(bounds.high - bounds.low).toBeLessThanOrEqual(120);
    expect(judgeClock('it', bounds).level).toBe('fail');
  });

  it('is what was seen last, where a clock was set meanwhile', () => {
    expect(narrowed({ low: -10, high: 10 }, { low: 50, high: 70 })).toEqual({ low: 50, high: 70 });
  });
});

describe('how far apart clocks are', () => {
  it.each([
    [{ low: -30, high: 10 }, 0, 30],
    [{ low: 2_100, high: 2_400 }, 2_100, 2_400],
    [{ low: -2_400, high: -2_100 }, -2_100, 2_400],
  ])('by %j: at the least %d, at the most %d', (bounds, least, most) => {
    expect([leastSkewMs(bounds), mostSkewMs(bounds)]).toEqual([least, most]);
  });
});

describe('judgeClock', () => {
  it.each([
    [{ low: -1_000, high: 1_000 }, 'ok'],
    [{ low: 1_999, high: 2_999 }, 'ok'],
    [{ low: 2_000, high: 3_000 }, 'ok'],
    [{ low: 2_001, high: 3_001 }, 'fail'],
    [{ low: -3_001, high: -2_001 }, 'fail'],
  ])('by %j alone: %s, since it fails only what is certainly beyond 2 s', (bounds, level) => {
    expect(judgeClock('verifier', bounds).level).toBe(level);
  });

  it('says which is ahead', () => {
    expect(judgeClock('database', { low: 4_950, high: 5_050 }).text).toBe('database is 5.0 s or more ahead of the clock here');
    expect(judgeClock('database', { low: -5_050, high: -4_950 }).text).toBe('database is 5.0 s or more behind the clock here');
    expect(judgeClock('database', { low: -12, high: 3 }).text).toBe('database is within 0.1 s of the clock here');
  });
});
