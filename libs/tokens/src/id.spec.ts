import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alphabet, decodeBase62, encodeBase62 } from './base62.js';
import { deriveId, isId, mintedAt, mintId } from './id.js';

const instant = fc.nat({ max: 2 ** 48 - 1 });

/** The 128 bits of an id, as 32 hexadecimal digits. */
function bits(id: string): string {
  const value = [...id].reduce((sum, digit) => sum * 62n + BigInt(alphabet.indexOf(digit)), 0n);
  return value.toString(16).padStart(32, '0');
}

describe('mintId', () => {
  it('is a UUIDv7 of its instant', () => {
    fc.assert(
      fc.property(instant, (now) => {
        expect(bits(mintId(now))).toMatch(new RegExp(`^${now.toString(16).padStart(12, '0')}7[0-9a-f]{3}[89ab][0-9a-f]{15}$`));
      }),
    );
  });

  it('always has the shape of an id', () => {
    fc.assert(fc.property(instant, (now) => isId(mintId(now))));
  });

  it('orders by time as text', () => {
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        fc.pre(one !== other);
        expect(mintId(one) < mintId(other)).toBe(one < other);
      }),
    );
  });

  it('does not repeat within a millisecond', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => mintId(0))).size).toBe(10_000);
  });
});

describe('mintedAt', () => {
  it('is the instant that the id was made in', () => {
    fc.assert(fc.property(instant, (now) => mintedAt(mintId(now)) === now));
  });

  it.each(['', 'x', '~'.repeat(22)])('of %j is no time', (text) => {
    expect(mintedAt(text)).toBeNaN();
  });
});

describe('deriveId', () => {
  it('is the first half of the SHA-256', () => {
    expect(bits(deriveId('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223');
  });

  it('always has the shape of an id, and is another for another text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(isId(deriveId(one))).toBe(true);
        expect(deriveId(one) === deriveId(other)).toBe(one === other);
      }),
    );
  });
});

describe('isId', () => {
  it.each(['', '0'.repeat(21), '0'.repeat(23), `${'0'.repeat(21)}-`, `${'0'.repeat(22)}\n`])('%j is none', (text) => {
    expect(isId(text)).toBe(false);
  });
});

describe('encodeBase62', () => {
  it.each([
    [0n, 2, '00'],
    [61n, 2, '0z'],
    [62n, 2, '10'],
    [2n ** 32n - 1n, 6, '4gfFC3'],
    [2n ** 128n - 1n, 22, '7n42DGM5Tflk9n8mt7Fhc7'],
  ])('writes %d in %d characters as %s', (value, width, text) => {
    expect(encodeBase62(value, width)).toBe(text);
  });

  it('refuses what does not fit, rather than cutting it', () => {
    expect(() => encodeBase62(62n, 1)).toThrow(RangeError);
    expect(() => encodeBase62(-1n, 1)).toThrow(RangeError);
  });
});

describe('decodeBase62', () => {
  it('reads what encodeBase62 wrote, wherever it stands', () => {
    fc.assert(
      fc.property(fc.nat({ max: 62 ** 8 - 1 }), (value) => {
        expect(decodeBase62(`-${encodeBase62(BigInt(value), 8)}-`, 1, 9)).toBe(value);
      }),
    );
  });

  it.each(['0-', '\u0100', ' 0', 'é'])('%j is no number', (text) => {
    expect(decodeBase62(text, 0, text.length)).toBeNaN();
  });
});
