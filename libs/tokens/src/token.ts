import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decodeBase62, encodeBase62, randomBase62 } from './base62.js';

const prefix = 'lka_';
const randomLength = 40;
const checksumLength = 6;
const shape = /^lka_[0-9A-Za-z]{46}$/;

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
  return shape.test(text) && crc32(text.slice(0, -checksumLength)) === decodeBase62(text, tokenLength - checksumLength, tokenLength);
}

/** SHA-256 in lower-case hex: all that is stored or sent of a secret. */
export function digestToken(secret: string): string {
  return hash('sha256', secret, 'hex');
}
