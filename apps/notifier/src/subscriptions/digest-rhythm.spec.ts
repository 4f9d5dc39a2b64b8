import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digestRhythm, lastPeriodEnd, periodEnd } from './digest-rhythm.js';
import type { DigestRhythm } from './digest-rhythm.js';

const daily = digestRhythm.parse({ every: 'day' });
const weekly = digestRhythm.parse({ every: 'week', hour: 6, weekday: 'friday' });

describe('periodEnd', () => {
  it.each<[string, DigestRhythm, string, string]>([
    ['later the same day', daily, '2026-03-02T07:59:59.999Z', '2026-03-02T08:00:00.000Z'],
    ['the next day at the very hour', daily, '2026-03-02T08:00:00.000Z', '2026-03-03T08:00:00.000Z'],
    ['over the end of a month', daily, '2026-02-28T09:00:00.000Z', '2026-03-01T08:00:00.000Z'],
    ['on its weekday', weekly, '2026-03-02T00:00:00.000Z', '2026-03-06T06:00:00.000Z'],
    ['a week later at the very hour', weekly, '2026-03-06T06:00:00.000Z', '2026-03-13T06:00:00.000Z'],
  ])('is %s', (_, rhythm, now, end) => {
    expect(periodEnd(rhythm, new Date(now)).toISOString()).toBe(end);
  });

  it('for any moment: it lies ahead, and between the last one and it is exactly one period', () => {
    const rhythm = fc.constantFrom(daily, weekly);
    fc.assert(
      fc.property(rhythm, fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }), (each, now) => {
        const [last, next] = [lastPeriodEnd(each, now), periodEnd(each, now)];
        expect(last <= now && now < next).toBe(true);
        expect(next.getTime() - last.getTime()).toBe((each.every === 'day' ? 1 : 7) * 86_400_000);
      }),
    );
  });
});
