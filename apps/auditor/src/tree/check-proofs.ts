import { nodeHash } from './hashes.js';

/** A tree head: how many leaves, and what they hash to. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/** RFC 9162 section 2.1.3.2, which checks RFC 6962's proofs: whether the leaf stands at `index` of the tree. */
export function provesInclusion(leaf: Buffer, index: number, { size, root }: TreeHead, proof: readonly Buffer[]): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    const right = isOdd(place) || place === last;
    hash = right ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    if (right) [place, last] = upWhileEven(place, last);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** RFC 9162 section 2.1.4.2: whether the older tree is the beginning of the newer. */
export function provesConsistency(older: TreeHead, newer: TreeHead, proof: readonly Buffer[]): boolean {
  if (!(older.size > 0 && older.size <= newer.size)) return false;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  const [first, ...rest] = isPower(older.size) ? [older.root, ...proof] : proof;
  if (first === undefined) return false;
  let [place, last] = [older.size - 1, newer.size - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [old, recent] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      [old, recent] = [nodeHash(sibling, old), nodeHash(sibling, recent)];
      [place, last] = upWhileEven(place, last);
    } else recent = nodeHash(recent, sibling);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && old.equals(older.root) && recent.equals(newer.root);
}

/** Past the levels on which the right edge has no sibling. */
function upWhileEven(place: number, last: number): [number, number] {
  let up: [number, number] = [place, last];
  while (!isOdd(up[0]) && up[0] !== 0) up = [half(up[0]), half(up[1])];
  return up;
}

/** Sizes go beyond 32 bits, which is all that shifts keep. */
const half = (place: number): number => Math.floor(place / 2);
const isOdd = (place: number): boolean => place % 2 === 1;

function isPower(size: number): boolean {
  let power = 1;
  while (power < size) power *= 2;
  return power === size;
}
