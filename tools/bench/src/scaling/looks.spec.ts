import { expect, it } from '@jest/globals';
import { longestStandstill } from './looks.js';

const looks = [0, 10, 20, 70, 80, 180].map((at) => ({ at, left: 1_000 - at }));

it.each([
  ['all the time', 0, 180, 100],
  ['until then', 0, 75, 50],
  ['as long as it lasted, of one that began before', 30, 60, 50],
  ['of one that lasts on', 85, 90, 100],
  ['of none', 180, 200, 0],
])('%s', (_, from, to, longest) => {
  expect(longestStandstill(looks, from, to)).toBe(longest);
});
