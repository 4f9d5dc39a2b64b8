import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const now = new Date('1994-11-06T08:49:07Z');

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 30 ', 30_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
    ['Sun Nov  6 08:49:37 1994', 30_000],
    ['Sun, 06 Nov 1994 08:48:37 GMT', 0],
    ['9999999999', 86_400_000],
    ['Mon, 07 Nov 2094 08:49:37 GMT', 86_400_000],
  ])('reads %j', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));

  it.each([undefined, '', '-5', '1.5', '1e9', 'soon', 'Sun, 99 Nov 1994 99:49:37 GMT', '2094-11-06T08:49:37Z', '99999999999'])('makes nothing of %j', (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined();
  });
});
