import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Use, UsageTally } from './usage-tally.js';

const noon = Date.parse('2026-01-01T12:00:00Z');
const second = 1_000;
const minute = 60 * second;
const use = (overrides: Partial<Use> = {}): Use => ({
  tokenId: 'T',
  customerId: 'C',
  serviceAccountId: 'S',
  reason: null,
  ip: null,
  userAgent: null,
  serviceId: null,
  ...overrides,
});

describe('UsageTally', () => {
  it('gives out the first use of a minute at once, and the rest when the minute is over', () => {
    const tally = new UsageTally();
    tally.add(use({ ip: '192.0.2.1' }), noon);
    expect(tally.take(noon + second)).toMatchObject([{ minute: noon, count: 1, lastUsedAt: noon, last: { ip: '192.0.2.1' }, part: 0 }]);
    tally.add(use(), noon + 2 * second);
    tally.add(use(), noon + 3 * second);
    expect(tally.take(noon + 4 * second)).toEqual([]);
    expect(tally.take(noon + minute)).toMatchObject([{ minute: noon, count: 2, lastUsedAt: noon + 3 * second, last: { ip: '192.0.2.1' }, part: 1 }]);
    expect(tally.size).toBe(0);
  });

  it('keeps the last of what was said of address, agent and service', () => {
    const tally = new UsageTally();
    tally.add(use({ ip: '192.0.2.1', userAgent: 'curl', serviceId: 'www' }), noon);
    tally.add(use({ ip: '192.0.2.2' }), noon + second);
    tally.add(use({ userAgent: 'wget' }), noon + 2 * second);
    expect(tally.take(noon + 3 * second)).toMatchObject([{ last: { ip: '192.0.2.2', userAgent: 'wget', serviceId: 'www' } }]);
  });

  it('counts each outcome and each token by itself', () => {
    const tally = new UsageTally();
    for (const one of [use(), use({ reason: 'expired' }), use({ tokenId: 'U' }), use()]) tally.add(one, noon);
    const taken = tally.take(noon).map(({ use: { tokenId, reason }, count }) => [tokenId, reason, count]);
    expect(taken).toEqual([
      ['T', null, 2],
      ['T', 'expired', 1],
      ['U', null, 1],
    ]);
  });

  it('gives out everything when asked to', () => {
    const tally = new UsageTally();
    tally.add(use(), noon);
    tally.take(noon);
    tally.add(use(), noon + second);
    expect(tally.take(noon + second, true)).toMatchObject([{ count: 1, part: 1 }]);
  });

  it('holds no more than its limit, and counts what it drops', () => {
    const tally = new UsageTally(2);
    for (const tokenId of ['T', 'U', 'V', 'T', 'V']) tally.add(use({ tokenId }), noon);
    expect(tally.size).toBe(2);
    expect(tally.dropped).toBe(2);
    expect(tally.take(noon).map(({ count }) => count)).toEqual([2, 1]);
  });

  it('loses and doubles nothing, in any order of uses, takes and clock steps', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('use' as const), tokenId: fc.constantFrom('T', 'U'), reason: fc.constantFrom(null, 'expired') }),
      fc.record({ kind: fc.constant('take' as const), all: fc.boolean() }),
      fc.record({ kind: fc.constant('clock' as const), ms: fc.integer({ min: -2 * minute, max: 2 * minute }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tally = new UsageTally();
        let now = noon;
        const uses = steps.filter(({ kind }) => kind === 'use').length;
        const taken = steps.flatMap((one) => {
          if (one.kind === 'clock') now += one.ms;
          if (one.kind === 'use') tally.add(use({ tokenId: one.tokenId, reason: one.reason }), now);
          return one.kind === 'take' ? tally.take(now, one.all) : [];
        });
        taken.push(...tally.take(now, true));
        const parts = taken.map(({ part }) => part);
        expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(uses);
        expect(new Set(parts).size).toBe(parts.length);
      }),
    );
  });
});
