import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Schedule } from '../../test/schedule.js';
import { Year } from '../../test/year.js';

/** By hand as many as one has time for: 100,000 take some ten minutes. */
const tokens = Number(process.env['YEAR_TOKENS'] ?? 1_000);

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());

it(
  'invariant 7: through a year of tokens, rotations, schedules, downtime, repeats and killed sessions, what is announced is what the rules say, look by look',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        await schedule.clear();
        const year = new Year(schedule, tokens, seed);
        const announced = await year.live();
        expect(year.broken).toBeGreaterThan(0);
        expect(announced.length).toBeGreaterThan(tokens);
        expect(new Set(announced).size).toBe(announced.length);
      }),
      { numRuns: 1, endOnFailure: true },
    );
  },
  3_600_000,
);
