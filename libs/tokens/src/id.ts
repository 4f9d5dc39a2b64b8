import { createHash, randomBytes } from 'node:crypto';
import { encodeBase62 } from './base62.js';
import { writeId } from './id-words.js';

const idLength = 22;
const shape = /^[0-9A-Za-z]{22}$/;

/** A UUIDv7 (RFC 9562) in 22 base62 characters: sorts as text by the millisecond it was made in. `now` is in epoch milliseconds. */
export function mintId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return encodeBase62(BigInt(`0x${bytes.toString('hex')}`), idLength);
}

/** When `mintId` made this id, in epoch milliseconds; NaN for what is no id. */
export function mintedAt(id: string): number {
  const words = new Uint32Array(4);
  if (!writeId(id, words, 0)) return NaN;
  const [high = 0, low = 0] = words;
  return high * 2 ** 16 + (low >>> 16);
}

/** An id for what is known by `text` alone: the same for the same text, from the first 128 bits of its SHA-256. */
export function deriveId(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return encodeBase62(BigInt(`0x${digest.slice(0, 32)}`), idLength);
}

/** Whether `text` has the shape of an id. */
export function isId(text: string): boolean {
  return shape.test(text);
}
