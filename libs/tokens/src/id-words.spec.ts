import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alphabet, encodeBase62 } from './base62.js';
import { readId, writeId } from './id-words.js';
import { mintId } from './id.js';

const bits = 2n ** 128n;
const anyText = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 22, maxLength: 22 });
const valueOf = (words: Uint32Array): bigint => words.reduce((sum, word) => (sum << 32n) + BigInt(word), 0n);

describe('an id as four words', () => {
  it('is its 128 bits, and reads back as the same text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: bits - 1n }), (value) => {
        const [id, words] = [encodeBase62(value, 22), new Uint32Array(6).fill(7)];
        expect(writeId(id, words, 1)).toBe(true);
        expect([valueOf(words.subarray(1, 5)), words[0], words[5]]).toEqual([value, 7, 7]);
        expect(readId(words, 1)).toBe(id);
      }),
      { numRuns: 1000 },
    );
  });

  it('holds every minted id', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), (now) => {
        const [id, words] = [mintId(now), new Uint32Array(4)];
        expect([writeId(id, words, 0), readId(words, 0)]).toEqual([true, id]);
      }),
    );
  });

  it('refuses exactly what is beyond 128 bits', () => {
    const fits = (id: string): boolean => [...id].reduce((sum, digit) => sum * 62n + BigInt(alphabet.indexOf(digit)), 0n) < bits;
    const text = fc.oneof(anyText, anyText.map((id) => `7${id.slice(1)}`), fc.bigInt({ min: bits - 10n, max: bits + 10n }).map((value) => encodeBase62(value, 22)));
    fc.assert(
      fc.property(text, (id) => {
        expect(writeId(id, new Uint32Array(4), 0)).toBe(fits(id));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['', '0'.repeat(21), '0'.repeat(23), `${'0'.repeat(21)}-`, `é${'0'.repeat(21)}`, `${'0'.repeat(21)}\n`])('refuses %j', (text) => {
    expect(writeId(text, new Uint32Array(4), 0)).toBe(false);
  });
});
