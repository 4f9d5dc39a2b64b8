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
