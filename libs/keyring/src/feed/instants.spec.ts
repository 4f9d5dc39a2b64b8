import { describe, expect, it } from '@jest/globals';
import { fields } from '@latchkey/contracts';
import fc from 'fast-check';
import { parseInstant } from './instants.js';

const first = Date.parse('0000-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');
const written = fc.oneof(fc.integer({ min: first, max: last }), fc.integer({ min: Date.parse('1999-01-01'), max: Date.parse('2101-01-01') })).map((time) => new Date(time).toISOString());

describe('parseInstant', () => {
  it('reads what a service writes, with or without the fraction', () => {
    fc.assert(
      fc.property(written, (text) => {
        const whole = `${text.slice(0, 19)}Z`;
        expect([parseInstant(text), parseInstant(whole)]).toEqual([Date.parse(text), Date.parse(whole)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('never takes what the contract does not, nor for another instant', () => {
    const part = (below: number, width: number): fc.Arbitrary<string> => fc.nat({ max: below }).map((value) => String(value).padStart(width, '0'));
    const calendar = fc.tuple(part(9999, 4), part(13, 2), part(32, 2), part(25, 2), part(61, 2), part(61, 2), part(999, 3));
    const near = calendar.map(([year, month, day, hour, minute, second, fraction]) => `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
    const changed = fc.tuple(fc.oneof(written, near), fc.nat(23), fc.oneof(fc.string({ maxLength: 2 }), fc.constantFrom(...'0159-:.TZz +'))).map(
      ([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1),
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(near, changed), (text) => {
        const time = parseInstant(text);
        if (Number.isNaN(time)) return;
        taken += 1;
        expect(fields.instant.safeParse(text).success).toBe(true);
        expect(time).toBe(Date.parse(text));
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it.each(['', '2026-02-29T00:00:00.000Z', '2026-13-01T00:00:00Z', '2026-00-01T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:00.0Z'])(
    'leaves %j to others',
    (text) => {
      expect(parseInstant(text)).toBeNaN();
    },
  );
});
