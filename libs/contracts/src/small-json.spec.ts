import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultOfJson } from './small-json.js';

const bounds = { maxDepth: 3, maxBytes: 40 };
const fault = (json: string): string | undefined => faultOfJson(JSON.parse(json), bounds);

describe('JSON that is to be kept', () => {
  it.each(['{}', '{"a":{"b":[1]}}', '[]', '"text"', 'null', '-0', `"${'x'.repeat(38)}"`])('may be %s', (json) => {
    expect(fault(json)).toBeUndefined();
  });

  it.each([
    ['{"a":{"b":[[1]]}}', 'is nested more than 3 deep'],
    ['{"a":[1,1e999]}', 'has a number that is out of range'],
    ['-1e999', 'has a number that is out of range'],
    [`"${'é'.repeat(20)}"`, 'is more than 40 bytes as JSON'],
  ])('may not be %s, which %s', (json, why) => {
    expect(fault(json)).toBe(why);
  });

  it('may be nested as deep as one likes without breaking who looks at it', () => {
    expect(fault('['.repeat(100_000) + ']'.repeat(100_000))).toBe('is nested more than 3 deep');
  });

  it('comes back from JSON as it was', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value: unknown = JSON.parse(json);
        if (faultOfJson(value, { maxDepth: 9, maxBytes: 10_000 }) === undefined) expect(JSON.stringify(JSON.parse(JSON.stringify(value)))).toBe(JSON.stringify(value));
      }),
    );
  });
});
