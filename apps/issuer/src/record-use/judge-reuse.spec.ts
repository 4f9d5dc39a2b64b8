import { describe, expect, it } from '@jest/globals';
import { judgeReuse, type Predecessor } from './judge-reuse.js';
import type { TokenUse } from './token-use.js';

const at = (time: string): Date => new Date(`2026-01-${time}:00Z`);
const predecessor = (overrides: Partial<Predecessor> = {}): Predecessor => ({
  id: 'old',
  rotatedAt: at('10T12:00'),
  endsAt: at('12T12:00'),
  toldOn: null,
  endsFamily: true,
  ...overrides,
});
const use = (time: string, overrides: Partial<TokenUse> = {}): TokenUse => ({
  tokenId: 'old',
  reason: null,
  count: 1,
  at: at(time),
  ip: null,
  userAgent: null,
  serviceId: null,
  ...overrides,
});
const told = (uses: TokenUse[], overrides?: Partial<Predecessor>) => judgeReuse(predecessor(overrides), uses).told.map(({ day, late, count }) => [day.slice(-2), late, count]);

describe('judgeReuse', () => {
  it('tells of use within the overlap once a day, the earliest day first', () => {
    const uses = [use('11T10:00', { count: 3 }), use('10T13:00'), use('11T09:00', { count: 2 })];
    expect(told(uses)).toEqual([
      ['10', false, 1],
      ['11', false, 5],
    ]);
    expect(judgeReuse(predecessor(), uses).told.at(-1)?.last.at).toEqual(at('11T10:00'));
    expect(judgeReuse(predecessor(), uses).ending).toBeUndefined();
  });

  it('tells nothing of a day that was told of, nor of one before it', () => {
    expect(told([use('10T13:00'), use('11T10:00')], { toldOn: '2026-01-11' })).toEqual([]);
    expect(told([use('11T10:00'), use('12T10:00')], { toldOn: '2026-01-11' })).toEqual([['12', false, 1]]);
  });

  it('takes no use from before the rotation', () => {
    expect(told([use('10T11:59'), use('10T12:00')])).toEqual([]);
  });

  it.each(['expired', 'revoked'])('takes for late what was refused as %s after the end', (reason) => {
    const { told: days, ending } = judgeReuse(predecessor(), [use('12T11:00'), use('12T13:00', { reason, count: 4, ip: '192.0.2.1' }), use('12T11:30')]);
    expect(days).toMatchObject([{ late: true, count: 4, last: { ip: '192.0.2.1' } }]);
    expect(ending).toMatchObject({ late: true, last: { ip: '192.0.2.1' } });
  });

  it.each([
    ['refused for another reason', use('12T13:00', { reason: 'suspended' })],
    ['refused as expired at its end, by a clock ahead of ours', use('12T12:00', { reason: 'expired' })],
    ['refused within the overlap', use('11T10:00', { reason: 'permission_refused' })],
  ])('takes for no reuse what was %s', (_, one) => {
    expect(judgeReuse(predecessor(), [one])).toEqual({ told: [], ending: undefined });
  });

  it('takes for not late what a verifier that lags behind still allowed', () => {
    expect(judgeReuse(predecessor(), [use('12T12:01')])).toMatchObject({ told: [{ late: false }], ending: undefined });
  });

  it('ends the family also for a late use on a day that was told of, and only where it is to', () => {
    const late = [use('12T13:00', { reason: 'expired' })];
    expect(judgeReuse(predecessor({ toldOn: '2026-01-12' }), late)).toMatchObject({ told: [], ending: { late: true } });
    expect(judgeReuse(predecessor({ endsFamily: false }), late)).toMatchObject({ told: [{ late: true }], ending: undefined });
  });
});
