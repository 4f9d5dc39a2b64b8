import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alphabet } from './base62.js';
import { digestToken, isToken, mintToken, tokenPattern } from './token.js';

const zeros = 'lka_000000000000000000000000000000000000000018ofea';
const minted = fc.constant(null).map(mintToken);
const character = fc.constantFrom(...alphabet);

describe('isToken', () => {
  it.each([
    zeros,
    'lka_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz0APHV5',
    'lka_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd2QpbWn',
    // Its CRC-32 is small: the checksum is padded on the left.
    'lka_000000000000000000000000000000000000017500o475',
  ])('%s is one', (token) => {
    expect(isToken(token)).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['the prefix alone', 'lka_'],
    ['too short', zeros.slice(0, -1)],
    ['too long', `${zeros}0`],
    ['followed by a line end', `${zeros}\n`],
    ['preceded by a blank', ` ${zeros}`],
    ['of another prefix', zeros.replace('lka', 'LKA')],
    ['of characters beyond base62', zeros.replace('0', '-')],
  ])('text %s is none', (_, text) => {
    expect(isToken(text)).toBe(false);
  });

  it('takes what mintToken makes, which has the documented pattern', () => {
    fc.assert(fc.property(minted, (token) => isToken(token) && new RegExp(`^${tokenPattern}$`).test(token)));
  });

  it('refuses a token with any one character changed', () => {
    const changed = fc.tuple(minted, fc.nat(49), fc.oneof(character, fc.string({ minLength: 1, maxLength: 1 })));
    fc.assert(
      fc.property(changed, ([token, at, other]) => {
        fc.pre(token[at] !== other);
        expect(isToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a token with two neighbours swapped', () => {
    fc.assert(
      fc.property(minted, fc.nat(48), (token, at) => {
        fc.pre(token[at] !== token[at + 1]);
        expect(isToken(`${token.slice(0, at)}${token[at + 1]}${token[at]}${token.slice(at + 2)}`)).toBe(false);
      }),
    );
  });

  it('refuses random text of the right shape', () => {
    const shaped = fc.string({ unit: character, minLength: 46, maxLength: 46 }).map((text) => `lka_${text}`);
    fc.assert(fc.property(shaped, (text) => !isToken(text)));
  });
});

describe('mintToken', () => {
  it('uses every character about equally often (chi-squared, 61 degrees of freedom)', () => {
    const tokens = 5000;
    const counts = new Map<string, number>();
    for (let made = 0; made < tokens; made += 1) {
      for (const one of mintToken().slice(4, 44)) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    const expected = (tokens * 40) / 62;
    const chiSquared = [...alphabet].reduce((sum, one) => sum + ((counts.get(one) ?? 0) - expected) ** 2 / expected, 0);
    // Fair: above 150 less than once in a billion runs. A plain `byte % 62` comes to some 1,800.
    expect(chiSquared).toBeLessThan(150);
  });
});

describe('digestToken', () => {
  it('is SHA-256 in lower-case hex', () => {
    expect(digestToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digestToken(zeros)).toBe('5297b21dd7786a3eba462fbce9f120d8132dfc40e2f64937c50a26735c453d97');
  });
});
