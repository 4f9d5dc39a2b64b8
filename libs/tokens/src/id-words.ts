import { alphabet, decodeBase62 } from './base62.js';

const wordCount = 4;
const idLength = 22;
/** 22 digits are read and written three at a time, the first alone; a word times this stays exact. */
const group = 62 ** 3;
const word = 2 ** 32;
const rest = new Float64Array(wordCount);
const codes = Array.from(alphabet, (digit) => digit.charCodeAt(0));
const written = new Array<number>(idLength).fill(0);

/**
 * Writes the 128 bits of an id as four 32-bit words, the highest first, from `words[at]` on. Answers `false` for what is no id, and for the 22 characters that
 * would need more than 128 bits; what is written then means nothing.
 */
export function writeId(id: string, words: Uint32Array, at: number): boolean {
  if (id.length !== idLength) return false;
  words.fill(0, at, at + wordCount);
  for (let end = 1; end <= idLength; end += 3) {
    if (!append(words, at, decodeBase62(id, Math.max(0, end - 3), end))) return false;
  }
  return true;
}

/** The id that `writeId` wrote: every 128 bits are one. */
export function readId(words: Uint32Array, at: number): string {
  for (let place = 0; place < wordCount; place += 1) rest[place] = words[at + place] ?? 0;
  for (let place = idLength - 3; place > 0; place -= 3) writeDigits(takeOff(rest), place);
  written[0] = codes[rest[wordCount - 1] ?? 0] ?? 0;
  return String.fromCharCode(...written);
}

function writeDigits(value: number, place: number): void {
  const upper = Math.floor(value / 62);
  const first = Math.floor(upper / 62);
  written[place] = codes[first] ?? 0;
  written[place + 1] = codes[upper - first * 62] ?? 0;
  written[place + 2] = codes[value - upper * 62] ?? 0;
}

/** words = words * group + digits; `false` where that is no number of 128 bits. */
function append(words: Uint32Array, at: number, digits: number): boolean {
  let carry = digits;
  for (let place = at + wordCount - 1; place >= at; place -= 1) {
    const sum = (words[place] ?? 0) * group + carry;
    carry = Math.floor(sum / word);
    words[place] = sum - carry * word;
  }
  return carry === 0;
}

/** words = words / group; the remainder. */
function takeOff(words: Float64Array): number {
  let remainder = 0;
  for (let place = 0; place < wordCount; place += 1) {
    const value = remainder * word + (words[place] ?? 0);
    const quotient = Math.floor(value / group);
    words[place] = quotient;
    remainder = value - quotient * group;
  }
  return remainder;
}
