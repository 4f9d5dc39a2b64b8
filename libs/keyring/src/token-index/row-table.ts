import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { startOf, type TokenRows } from './token-rows.js';

/** Where a key of several words stands in a row. */
interface KeyPlace {
  readonly at: number;
  readonly words: number;
}

interface HashedRows {
  readonly rows: Uint32Array;
  readonly hashes: Int32Array;
}

const none = -1;
const smallestShard = 8;
/** Rows that are taken in without letting others run. */
const atOnce = 16_384;
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

  /** Enters many rows at once into a table that has none. Where two have the same key, `choose` answers which of them stays. Lets others run in between. */
  async fill(rows: Uint32Array, choose: (known: number, row: number) => number): Promise<void> {
    const hashes = new Int32Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) {
      if (at % atOnce === 0) await yieldToOthers();
      const hash = this.hashOfRow(rows[at] as number);
      hashes[at] = hash;
      const shard = this.shardOf(hash);
      this.counts[shard] = (this.counts[shard] as number) + 1;
    }
    const sorted = this.byShard(rows, hashes);
    for (let shard = 0, at = 0; shard < this.shards.length; shard += 1) {
      if (shard % 64 === 0) await yieldToOthers();
      const end = at + (this.counts[shard] as number);
      this.fillShard(shard, { rows: sorted.rows.subarray(at, end), hashes: sorted.hashes.subarray(at, end) }, choose);
      at = end;
    }
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

  /** Those of each shard, one shard after the other: so each is filled while it is in the processor's cache. */
  private byShard(rows: Uint32Array, hashes: Int32Array): HashedRows {
    const next = new Uint32Array(this.shards.length);
    for (let shard = 1; shard < next.length; shard += 1) next[shard] = (next[shard - 1] as number) + (this.counts[shard - 1] as number);
    const sorted = { rows: new Uint32Array(rows.length), hashes: new Int32Array(rows.length) };
    for (let at = 0; at < hashes.length; at += 1) {
      const hash = hashes[at] as number;
      const shard = this.shardOf(hash);
      const place = next[shard] as number;
      sorted.rows[place] = rows[at] as number;
      sorted.hashes[place] = hash;
      next[shard] = place + 1;
    }
    return sorted;
  }

  private fillShard(shard: number, { rows, hashes }: HashedRows, choose: (known: number, row: number) => number): void {
    if (rows.length === 0) return;
    const slots = new Int32Array(Math.max(smallestShard, 2 ** Math.ceil(Math.log2((rows.length * 4) / 3))));
    // Beside each slot its hash: rows lie far from one another, and are looked at only where these are the same.
    const known = new Int32Array(slots.length);
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number;
      const hash = hashes[at] as number;
      const slot = this.slotFor(row, hash, slots, known);
      if (slots[slot] === 0) count += 1;
      slots[slot] = 1 + (slots[slot] === 0 ? row : choose((slots[slot] as number) - 1, row));
      known[slot] = hash;
    }
    this.shards[shard] = slots;
    this.counts[shard] = count;
  }

  private slotFor(row: number, hash: number, slots: Int32Array, known: Int32Array): number {
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0) {
      if (known[slot] === hash && this.holds((slots[slot] as number) - 1, this.rows.wordsOf(row), startOf(row) + this.key.at)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
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
