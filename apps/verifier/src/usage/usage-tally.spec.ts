import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AnyUse, type UnknownUse, type Use, UsageTally } from './usage-tally.js';

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

const unknown = (overrides: Partial<UnknownUse> = {}): UnknownUse => ({ tokenId: null, reason: 'unknown', ip: null, userAgent: null, serviceId: null, ...overrides });

describe('UsageTally', () => {
  it('gives out the first use of a minute at once, and the rest when the minute is over', () => {
    const tally = new UsageTally(1_000);
    tally.add(use({ ip: '192.0.2.1' }), noon);
    expect(tally.take(noon + second)).toMatchObject([{ minute: noon, count: 1, lastUsedAt: noon, last: { ip: '192.0.2.1' }, part: 0 }]);
    tally.add(use(), noon + 2 * second);
    tally.add(use(), noon + 3 * second);
    expect(tally.take(noon + 4 * second)).toEqual([]);
    expect(tally.take(noon + minute)).toMatchObject([{ minute: noon, count: 2, lastUsedAt: noon + 3 * second, last: { ip: '192.0.2.1' }, part: 1 }]);
    expect(tally.size).toBe(0);
  });

  it('keeps the last of what was said of address, agent and service', () => {
    const tally = new UsageTally(1_000);
    tally.add(use({ ip: '192.0.2.1', userAgent: 'curl', serviceId: 'www' }), noon);
    tally.add(use({ ip: '192.0.2.2' }), noon + second);
    tally.add(use({ userAgent: 'wget' }), noon + 2 * second);
    expect(tally.take(noon + 3 * second)).toMatchObject([{ last: { ip: '192.0.2.2', userAgent: 'wget', serviceId: 'www' } }]);
  });

  it('counts each outcome and each token by itself', () => {
    const tally = new UsageTally(1_000);
    for (const one of [use(), use({ reason: 'expired' }), use({ tokenId: 'U' }), use()]) tally.add(one, noon);
    const taken = tally.take(noon).map(({ use: { tokenId, reason }, count }) => [tokenId, reason, count]);
    expect(taken).toEqual([
      ['T', null, 2],
      ['T', 'expired', 1],
      ['U', null, 1],
    ]);
  });

  it('gives out everything when asked to', () => {
    const tally = new UsageTally(1_000);
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

  it('tells once of what it dropped, and when', () => {
    const tally = new UsageTally(1);
    expect(tally.takeDropped()).toBeUndefined();
    for (const [at, tokenId] of ['T', 'U', 'V', 'W'].entries()) tally.add(use({ tokenId }), noon + at * second);
    expect(tally.takeDropped()).toEqual({ count: 3, firstAt: noon + second, lastAt: noon + 3 * second, part: 0 });
    expect(tally.takeDropped()).toBeUndefined();
    tally.add(use({ tokenId: 'X' }), noon + 5 * second);
    expect(tally.takeDropped()).toMatchObject({ count: 1, firstAt: noon + 5 * second, part: 1 });
    expect(tally.dropped).toBe(4);
  });

  it('takes no more room for a million guesses than for one (an attack by guessing fills no memory)', () => {
    const tally = new UsageTally(2);
    for (let guess = 0; guess < 1_000_000; guess += 1) tally.add(unknown({ ip: '192.0.2.1' }), noon);
    tally.add(unknown({ reason: 'malformed', userAgent: 'curl' }), noon);
    expect([tally.size, tally.dropped]).toEqual([2, 0]);
    expect(tally.take(noon)).toMatchObject([
      { use: { tokenId: null, reason: 'unknown' }, count: 1_000_000, last: { ip: '192.0.2.1' } },
      { use: { tokenId: null, reason: 'malformed' }, count: 1, last: { userAgent: 'curl' } },
    ]);
  });

  it('loses nothing uncounted and doubles nothing, in any order of uses, takes and clock steps', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('use' as const), tokenId: fc.constantFrom('T', 'U', null), reason: fc.constantFrom(null, 'expired') }),
      fc.record({ kind: fc.constant('take' as const), all: fc.boolean() }),
      fc.record({ kind: fc.constant('clock' as const), ms: fc.integer({ min: -2 * minute, max: 2 * minute }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
        const tally = new UsageTally(limit);
        let now = noon;
        const uses = steps.filter(({ kind }) => kind === 'use').length;
        const taken = steps.flatMap((one) => {
          if (one.kind === 'clock') now += one.ms;
          if (one.kind === 'use') tally.add(useOf(one), now);
          return one.kind === 'take' ? tally.take(now, one.all) : [];
        });
        taken.push(...tally.take(now, true));
        const parts = taken.map(({ part }) => part);
        expect(taken.reduce((sum, { count }) => sum + count, 0) + tally.dropped).toBe(uses);
        expect(new Set(parts).size).toBe(parts.length);
      }),
    );
  });
});

function useOf({ tokenId, reason }: { tokenId: string | null; reason: string | null }): AnyUse {
  return tokenId === null ? unknown({ reason: reason ?? 'unknown' }) : use({ tokenId, reason });
}
