import { createHash } from 'node:crypto';

/**
 * By how much the thresholds of a token come later, from nothing to less than the window, always the same for one token: thousands of tokens made by one run of a
 * script expire at one moment, and who is told of them should not be told all at once.
 */
export function spreadMs(tokenId: string, windowSeconds: number): number {
  const part = createHash('sha256').update(tokenId).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(part * windowSeconds * 1000);
}
