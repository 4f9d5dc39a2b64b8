import { startOf, type TokenRows } from './token-rows.js';

/** Where a key of several words stands in a row. */
interface KeyPlace {
  readonly at: number;
  readonly words: number;
}

const none = -1;
const smallestShard = 8;
const empty = new Int32Array(0);

/**
 * Finds rows by a key that stands in them: open addressing with linear probing, in shards that each double on their own, so that no insertion waits for more than one
 * shard. A row that is taken out leaves no mark: those behind it move up.
 */
export class RowTable {
  private readonly shards: Int32Array[];
  private readonly counts: Int32Array;

  /** There are 2^`shardBits` shards, 1,024 unless told. */
  constructor(
    private readonly rows: TokenRows,
    private readonly key: KeyPlace,
    private readonly shardBits = 10,
  ) {
    this.shards = new Array<Int32Array>(1 << shardBits).fill(empty);
    this.counts = new Int32Array(1 << shardBits);
  }

  /** The row whose key stands in `words` from `at` on, or -1. */
  find(words: Uint32Array, at: number): number {
    const hash = hashOf(words, at);
    const slots = this.shards[this.shardOf(hash)] as Int32Array;
    const mask = slots.length - 1;
    if (mask < 0) return none;
    for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = (slots[slot] as number) - 1;
      if (this.holds(row, words, at)) return row;
    }
    return none;
  }

  /** Makes room for so many rows at once in a table that has none. */
  reserve(rows: number): void {
    const slots = Math.max(smallestShard, 2 ** Math.ceil(Math.log2((rows / this.shards.length) * (4 / 3))));
    if (rows > 0) this.shards.forEach((_, shard) => (this.shards[shard] = new Int32Array(slots)));
  }

  /** The row's key stands in no row of the table. */
  add(row: number): void {
    const hash = this.hashOfRow(row);
    const shard = this.shardOf(hash);
    const count = (this.counts[shard] as number) + 1;
    this.counts[shard] = count;
    // Three in four at most: beyond that, probing takes ever more steps.
    if (count * 4 > (this.shards[shard] as Int32Array).length * 3) this.grow(shard);
    place(this.shards[shard] as Int32Array, hash, row);
  }

  /** The row is in the table, and its key is still what it was when it came in. */
  remove(row: number): void {
    const hash = this.hashOfRow(row);
    const shard = this.shardOf(hash);
    const slots = this.shards[shard] as Int32Array;
    const mask = slots.length - 1;
    let gap = hash & mask;
    while (slots[gap] !== row + 1) gap = (gap + 1) & mask;
    for (let slot = (gap + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = this.hashOfRow((slots[slot] as number) - 1) & mask;
      // It may move up only where it is still found from its home.
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      slots[gap] = slots[slot] as number;
      gap = slot;
    }
    slots[gap] = 0;
    this.counts[shard] = (this.counts[shard] as number) - 1;
  }

  private grow(shard: number): void {
    const before = this.shards[shard] as Int32Array;
    const after = new Int32Array(Math.max(smallestShard, before.length * 2));
    for (const one of before) {
      if (one !== 0) place(after, this.hashOfRow(one - 1), one - 1);
    }
    this.shards[shard] = after;
  }

  private holds(row: number, words: Uint32Array, at: number): boolean {
    const known = this.rows.wordsOf(row);
    const start = startOf(row) + this.key.at;
    for (let word = 0; word < this.key.words; word += 1) {
      if (known[start + word] !== words[at + word]) return false;
    }
    return true;
  }

  private hashOfRow(row: number): number {
    return hashOf(this.rows.wordsOf(row), startOf(row) + this.key.at);
  }

  /** By the highest bits, where slots go by the lowest. */
  private shardOf(hash: number): number {
    return (hash >>> 1) >>> (31 - this.shardBits);
  }
}

function place(slots: Int32Array, hash: number, row: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = row + 1;
}

/** Of the first four words: ids of one moment differ in the last of them only. */
function hashOf(words: Uint32Array, at: number): number {
  let hash = Math.imul((words[at] as number) ^ Math.imul(words[at + 1] as number, 0x85ebca6b), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15) ^ (words[at + 2] as number), 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 13) ^ (words[at + 3] as number), 0x165667b1);
  return hash ^ (hash >>> 16);
}
