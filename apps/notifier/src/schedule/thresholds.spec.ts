import { describe, expect, it } from '@jest/globals';
import { day, iso } from '../../test/schedule.js';
import { nameThresholds } from './thresholds.js';

const known = nameThresholds([], [30, 7], day(1));
const since = (on: number, ...days: number[]): object[] => days.map((each) => ({ days: each, since: iso(on) }));

describe('nameThresholds', () => {
  it('takes days named before as named since then, and others as named now', () => {
    expect(nameThresholds(known, [60, 7], day(50))).toEqual([...since(50, 60), ...since(1, 7)]);
  });

  it('takes a day that returns as named now', () => {
    expect(nameThresholds(nameThresholds(known, [7], day(20)), [30, 7], day(50))).toEqual([...since(50, 30), ...since(1, 7)]);
  });

  it('counts a day that is named twice once, and none of zero days, which is the expiry', () => {
    expect(nameThresholds([], [7, 0, 7], day(1))).toEqual(since(1, 7));
  });
});
