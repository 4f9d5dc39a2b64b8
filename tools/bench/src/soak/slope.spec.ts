import { expect, it } from '@jest/globals';
import { slope } from './slope.js';

it.each([
  [[[0, 1], [1, 3], [2, 5]], 2],
  [[[0, 4], [1, 4], [2, 4]], 0],
  [[[0, 0], [1, 3], [2, 0], [3, 3]], 0.6],
  [[[5, 5]], 0],
  [[], 0],
])('of %j is %d', (points, expected) => {
  expect(slope(points.map(([x = 0, y = 0]) => ({ x, y })))).toBeCloseTo(expected);
});
