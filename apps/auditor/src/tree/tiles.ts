/** How many hashes a full tile has; each hash of a level is the root of one full tile of the level below (C2SP tlog-tiles, height 8). */
export const tileWidth = 256;

/**
 * Answers the hashes `from` to `to`, which is left out, of a level, each the root of 256^level leaves; all of them lie in one tile. Rejects where one is not there:
 * nothing may be computed from less.
 */
export type ReadHashes = (level: number, from: number, to: number) => Promise<readonly Buffer[]>;

/** How many hashes a level has in a tree of this size. */
export function widthOfLevel(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}
