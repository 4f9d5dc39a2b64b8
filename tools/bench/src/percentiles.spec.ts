import { describe, expect, it } from '@jest/globals';
import { percentile, summarise } from './percentiles.js';

describe('percentile', () => {
  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('%d of the numbers up to 100 is %d, in whatever order they come', (share, expected) => {
    const samples = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    expect(percentile(samples, share)).toBe(expected);
  });

  it('of one sample is that sample', () => {
    expect(summarise([7])).toEqual({ p50: 7, p99: 7, worst: 7 });
  });

  it('is none of no samples', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});
