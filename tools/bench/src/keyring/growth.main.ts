import { TokenIndex } from '@latchkey/keyring';
import { nthState } from './many-states.js';

/** Fills an index, or for comparison a Map of objects, in a process of its own, and writes one line of JSON: what a token takes of its memory, and the longest that a caller would have waited. */
const [kind = '', count = ''] = process.argv.slice(2);
const tokens = Number(count);
const warmUp = 50_000;

function growing(): (n: number) => void {
  if (kind === 'index') {
    const index = new TokenIndex();
    return (n) => void index.put(nthState(n));
  }
  const map = new Map<string, object>();
  return (n) => {
    const state = nthState(n);
    map.set(state.digest, state);
  };
}

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

function fill(add: (n: number) => void, size: number): number {
  let longestMs = 0;
  let before = performance.now();
  for (let n = 0; n < size; n += 1) {
    add(n);
    const now = performance.now();
    longestMs = Math.max(longestMs, now - before);
    before = now;
  }
  return longestMs;
}

fill(growing(), warmUp);
const before = residentBytes();
const add = growing();
const longestMs = fill(add, tokens);
const bytes = (residentBytes() - before) / tokens;
// It is held until it was measured.
add(0);
process.stdout.write(JSON.stringify({ bytes, longestMs }));
