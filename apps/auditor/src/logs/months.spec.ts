import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { monthAfter, monthOf, startOf } from './months.js';

describe('months', () => {
  it.each([
    ['2026-02-28T23:59:59.999Z', '2026-02'],
    ['2026-03-01T00:00:00.000Z', '2026-03'],
    ['2026-03-01T00:30:00.000+01:00', '2026-02'],
    ['2024-02-29T12:00:00.000Z', '2024-02'],
  ])('%s is of %s, wherever the clock hangs', (at, month) => {
    expect(monthOf(new Date(at))).toBe(month);
  });

  it.each([
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-03', -13, '2025-02'],
    ['2026-03', 0, '2026-03'],
  ] as const)('%s and %d make %s', (month, count, other) => {
    expect(monthAfter(month, count)).toBe(other);
  });

  it('follow one another without a gap, and sort as they do', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }), (at) => {
        const month = monthOf(at);
        const next = monthAfter(month, 1);
        expect(new Date(startOf(month)) <= at && at < new Date(startOf(next))).toBe(true);
        expect(month < next).toBe(true);
        expect(monthAfter(next, -1)).toBe(month);
      }),
    );
  });
});
