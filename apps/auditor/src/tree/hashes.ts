import { createHash } from 'node:crypto';

export const hashBytes = 32;
const leafPrefix = Buffer.of(0x00);
const nodePrefix = Buffer.of(0x01);

export function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** RFC 6962 section 2.1: of an entry, of two subtrees, and of a tree without leaves. */
export const leafHash = (entry: Buffer): Buffer => sha256(leafPrefix, entry);
export const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(nodePrefix, left, right);
export const emptyRoot = sha256();

/** The root of the complete tree over these hashes, of which there are 2^n, as if each were a leaf. */
export function foldHashes(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, place) => nodeHash(hashAt(row, 2 * place), hashAt(row, 2 * place + 1)));
  return hashAt(row, 0);
}

export function hashAt(hashes: readonly Buffer[], place: number): Buffer {
  const hash = hashes[place];
  if (hash === undefined) throw new RangeError(`no hash stands at ${place} of ${hashes.length}`);
  return hash;
}
