import { randomBytes } from 'node:crypto';

/** In ASCII order, so that numbers of one width sort as text as they do as numbers. */
export const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = BigInt(alphabet.length);

/** `value` (>= 0) in base62, left-padded with zeros to `width`; throws a RangeError where it does not fit. */
export function encodeBase62(value: bigint, width: number): string {
  let digits = '';
  for (let rest = value; rest > 0n; rest /= base) digits = alphabet.charAt(Number(rest % base)) + digits;
  if (value < 0n || digits.length > width) throw new RangeError(`value does not fit ${width} base62 characters`);
  return digits.padStart(width, '0');
}

/** The digit that a character stands for, by its code; -1 for what is no base62. */
const digitOf = Int8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/** Whether this is the code of one of the characters. */
export function isDigit(code: number): boolean {
  return (digitOf[code] ?? -1) >= 0;
}

/** The number that at most 8 base62 characters from `start` to `end` write; NaN where one of them is none. */
export function decodeBase62(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = digitOf[text.charCodeAt(at)] ?? -1;
    if (digit < 0) return NaN;
    value = value * alphabet.length + digit;
  }
  return value;
}

/** Bytes from here on would make the first characters of the alphabet likelier than the rest. */
const unbiasedBelow = 256 - (256 % alphabet.length);

/** `length` characters, each equally likely, from the operating system's generator. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < unbiasedBelow) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
