import { emptyRoot, foldHashes, nodeHash } from './hashes.js';
import { type ReadHashes, tileWidth } from './tiles.js';

/** The root of the tree of the first `size` leaves. */
export async function rootOf(size: number, read: ReadHashes): Promise<Buffer> {
  return size === 0 ? emptyRoot : rootOfRange(0, size, read);
}

/** MTH(D[from:to]) of RFC 6962 section 2.1, for the ranges that its recursion meets: each begins at a multiple of the power of two that it fits in. */
export async function rootOfRange(from: number, to: number, read: ReadHashes): Promise<Buffer> {
  const size = to - from;
  const left = largestPowerBelow(size);
  if (size === 1 || left * 2 === size) return rootOfComplete(from, size, read);
  const [first, second] = [await rootOfRange(from, from + left, read), await rootOfRange(from + left, to, read)];
  return nodeHash(first, second);
}

/** The largest power of two smaller than `size`: where RFC 6962 splits a tree. */
export function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** From the highest level on which such a subtree spans whole hashes, so from 128 of them at most. */
async function rootOfComplete(from: number, size: number, read: ReadHashes): Promise<Buffer> {
  let [level, start, width] = [0, from, size];
  while (width >= tileWidth) [level, start, width] = [level + 1, start / tileWidth, width / tileWidth];
  return foldHashes(await read(level, start, start + width));
}
