import { largestPowerBelow, rootOfRange } from './root.js';
import type { ReadHashes } from './tiles.js';

/** PATH(index, D[0:size]) of RFC 6962 section 2.1.1: the siblings from the leaf up. */
export async function inclusionProof(index: number, size: number, read: ReadHashes): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  return path(index, { from: 0, to: size }, read);
}

/** PROOF(from, D[0:to]) of RFC 6962 section 2.1.2: that the tree of the first `from` leaves is the beginning of that of the first `to`. */
export async function consistencyProof(from: number, to: number, read: ReadHashes): Promise<Buffer[]> {
  if (!(from > 0 && from <= to)) throw new RangeError(`no consistency of a tree of ${from} with one of ${to}`);
  return subProof(from, { from: 0, to }, true, read);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

async function path(index: number, { from, to }: Range, read: ReadHashes): Promise<Buffer[]> {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...(await path(index, { from, to: middle }, read)), await rootOfRange(middle, to, read)]
    : [...(await path(index, { from: middle, to }, read)), await rootOfRange(from, middle, read)];
}

/** `known`: whoever checks it has the root of the old tree, so where that is this very range it is left out. */
async function subProof(oldSize: number, { from, to }: Range, known: boolean, read: ReadHashes): Promise<Buffer[]> {
  if (oldSize === to) return known ? [] : [await rootOfRange(from, to, read)];
  const middle = from + largestPowerBelow(to - from);
  return oldSize <= middle
    ? [...(await subProof(oldSize, { from, to: middle }, known, read)), await rootOfRange(middle, to, read)]
    : [...(await subProof(oldSize, { from: middle, to }, false, read)), await rootOfRange(from, middle, read)];
}
