import type { IndexParts } from '../token-index/index-parts.js';
import { rowWords, segmentRows } from '../token-index/token-rows.js';
import { magic, type SnapshotHeader } from './snapshot-header.js';
import type { SnapshotSink } from './snapshot-sink.js';

/** So much is copied or spelt out in one go: whoever asks meanwhile waits for no more than that. */
interface Piece {
  /** Of one segment. */
  readonly rows: number;
  readonly characters: number;
}
const aPiece: Piece = { rows: segmentRows / 8, characters: 65_536 };

type Sink = Pick<SnapshotSink, 'write' | 'writeText'>;

/**
 * Writes an index down while it goes on changing: it stops for no longer than one piece takes, and keeps no copy. A row may so be newer than the positions in the
 * header, which reading on from there makes good. What rows say by number is written after them, and stays pinned until it is.
 */
export async function writeSnapshot(parts: IndexParts, header: SnapshotHeader, sink: Sink, signal: AbortSignal, piece = aPiece): Promise<void> {
  const { pool, customers } = parts;
  const next = async (bytes: Uint8Array | string): Promise<void> => {
    signal.throwIfAborted();
    await (typeof bytes === 'string' ? sink.writeText(bytes) : sink.write(bytes));
  };
  for (const numbered of [pool, customers]) numbered.pin();
  try {
    await next(magic);
    await next(JSON.stringify(header));
    for (const rows of rowsOf(parts, header.rows, piece.rows)) await next(rows);
    for (const list of listsOf(parts)) {
      for (const items of spelt(list, piece.characters)) await next(items);
    }
  } finally {
    for (const numbered of [pool, customers]) numbered.unpin();
  }
}

/** Those that come to be meanwhile are left out: reading on finds their tokens. Each piece is good until the next one is asked for. */
function* rowsOf({ rows }: IndexParts, made: number, atOnce: number): Generator<Uint8Array> {
  const copy = new Uint32Array(atOnce * rowWords);
  for (let from = 0; from < made; from += atOnce) {
    const count = Math.min(atOnce, made - from);
    rows.copy(from, count, copy);
    yield new Uint8Array(copy.buffer, 0, count * rowWords * copy.BYTES_PER_ELEMENT);
  }
}

/** Each as it is when its turn comes. */
function* listsOf({ pool, customers, forgotten, unread }: IndexParts): Generator<Iterable<unknown>> {
  yield numbered(pool.end, (number) => pool.written(number));
  yield numbered(customers.end, (number) => (customers.has(number) ? customers.value(number) : undefined));
  yield forgotten.all;
  yield [...unread];
}

function* numbered(end: number, value: (number: number) => unknown): Generator<unknown> {
  for (let number = 0; number < end; number += 1) yield value(number) ?? null;
}

/** As JSON arrays of some items each, and an empty one at the end. */
function* spelt(items: Iterable<unknown>, atOnce: number): Generator<string> {
  let texts: string[] = [];
  let characters = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    texts.push(text);
    characters += text.length;
    if (characters < atOnce) continue;
    yield `[${texts.join()}]`;
    [texts, characters] = [[], 0];
  }
  if (texts.length > 0) yield `[${texts.join()}]`;
  yield '[]';
}
