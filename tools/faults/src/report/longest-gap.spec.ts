import { expect, it } from '@jest/globals';
import { LongestGap } from './longest-gap.js';

it('is the longest time between any two of what happened, or since the last', () => {
  const gap = new LongestGap();
  gap.begin(100);
  for (const now of [130, 140, 190, 185, 200]) gap.happened(now);
  expect(gap.at(220)).toBe(50);
  expect(gap.at(260)).toBe(60);
  gap.begin(300);
  expect(gap.at(301)).toBe(1);
});
