import type { Rights } from '@latchkey/access';
import { isLimit, isList, isNetworks, isSequence } from '../feed/state-fields.js';
import { type IndexParts, newParts, type TokenIndexOptions } from '../token-index/index-parts.js';
import { TokenIndex } from '../token-index/token-index.js';
import { rowWords, segmentRows, TokenRows } from '../token-index/token-rows.js';
import { enterRows } from './enter-rows.js';
import { magic, readHeader, type SnapshotHeader } from './snapshot-header.js';
import { SnapshotRefusedError } from './snapshot-refused.js';
import type { SnapshotSource } from './snapshot-source.js';

/** Reads what tells whether the rest is of use. */
export async function readSnapshotHeader(source: SnapshotSource): Promise<SnapshotHeader> {
  if (!(await source.bytes(magic.length)).equals(magic)) throw new SnapshotRefusedError('foreign');
  return asTorn(async () => readHeader(await source.text()));
}

/** Reads the rest. Throws `torn` where anything in it is not as it was written, or could not have been. */
export async function readSnapshotIndex(source: SnapshotSource, header: SnapshotHeader, options: TokenIndexOptions): Promise<TokenIndex> {
  return asTorn(async () => {
    const parts = newParts(options, await readRows(source, header.rows));
    let start = performance.now();
    for (const numbered of [parts.pool, parts.customers]) numbered.pin();
    await readItems(source, (rights) => parts.pool.adopt(rights === null ? undefined : rightsIn(rights)));
    await readItems(source, (customer) => parts.customers.adopt(customer === null ? undefined : { key: textIn(customer), value: textIn(customer) }));
    await readItems(source, (item) => keepForgotten(parts, item));
    await readItems(source, (key) => parts.unread.add(textIn(key)));
    await source.end();
    source.took('sharedMs', start);
    start = performance.now();
    await enterRows(parts);
    for (const numbered of [parts.pool, parts.customers]) numbered.unpin();
    source.took('tablesMs', start);
    return new TokenIndex(options, parts);
  });
}

/** Straight into the segments in which they stay. */
async function readRows(source: SnapshotSource, made: number): Promise<TokenRows> {
  if (made * rowWords * 4 > source.size) throw new SnapshotRefusedError('torn');
  const rows = new TokenRows(false);
  for (let left = made; left > 0; left -= segmentRows) {
    const count = Math.min(segmentRows, left);
    const words = new Uint32Array(segmentRows * rowWords);
    await source.fill(new Uint8Array(words.buffer, 0, count * rowWords * 4));
    rows.adopt(words, count);
  }
  return rows;
}

async function readItems(source: SnapshotSource, take: (item: unknown) => unknown): Promise<void> {
  for (;;) {
    const items: unknown = JSON.parse(await source.text());
    if (!Array.isArray(items)) throw new SnapshotRefusedError('torn');
    if (items.length === 0) return;
    for (const item of items) take(item);
  }
}

function rightsIn(json: unknown): Rights {
  const { permissions, services, workspaces, networks } = json as Record<string, unknown>;
  if (!isList(permissions, 500, 100) || !isLimit(services) || !isLimit(workspaces) || !isNetworks(networks)) throw new SnapshotRefusedError('torn');
  return { permissions, services, workspaces, networks };
}

function textIn(json: unknown): string {
  if (typeof json !== 'string') throw new SnapshotRefusedError('torn');
  return json;
}

function keepForgotten({ forgotten }: IndexParts, item: unknown): void {
  const [id, sequence] = item as unknown[];
  if (!isSequence(sequence)) throw new SnapshotRefusedError('torn');
  forgotten.keep(textIn(id), sequence);
}

/** A fault in what was read, whatever it makes go wrong. What the disk says is another thing. */
async function asTorn<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SnapshotRefusedError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new SnapshotRefusedError('torn', { cause: error });
  }
}
