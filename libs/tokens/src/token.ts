import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decodeBase62, encodeBase62, isDigit, randomBase62 } from './base62.js';

const prefix = 'lka_';
const randomLength = 40;
const checksumLength = 6;

/** What a secret scanner looks for. Our own search is wider: see `containsSecret`. */
export const tokenPattern = String.raw`\blka_[0-9A-Za-z]{46}\b`;

/** Characters of a token: the prefix, 40 random base62 ones (238 bits), and 6 of checksum. */
export const tokenLength = prefix.length + randomLength + checksumLength;

/** A new secret. */
export function mintToken(): string {
  const body = prefix + randomBase62(randomLength);
  return body + encodeBase62(BigInt(crc32(body)), checksumLength);
}

/** Whether `text` is a token by shape and checksum: any one mistyped character is refused, before anything is hashed or looked up. */
export function isToken(text: string): boolean {
  if (text.length !== tokenLength || !text.startsWith(prefix)) return false;
  const end = tokenLength - checksumLength;
  let rest = -1;
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (at >= prefix.length && !isDigit(code)) return false;
    rest = (remainders[(rest ^ code) & 0xff] ?? 0) ^ (rest >>> 8);
  }
  return ~rest >>> 0 === decodeBase62(text, end, tokenLength);
}

/** Of CRC-32, as of zlib's, for each byte: a token is read once, where zlib would have to be given a copy of its text. */
const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** SHA-256 in lower-case hex: all that is stored or sent of a secret. */
export function digestToken(secret: string): string {
  return hash('sha256', secret, 'hex');
}
