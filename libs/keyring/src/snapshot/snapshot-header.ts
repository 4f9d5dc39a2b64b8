import { endianness } from 'node:os';
import { topics } from '@latchkey/contracts';
import type { Beginning } from '@latchkey/kafka';
import { z } from 'zod';
import type { KeyringIndex } from '../keyring-index.js';
import { rowWords } from '../token-index/token-rows.js';
import type { RefusalReason } from './snapshot-refused.js';

/** Changes with the meaning of a word of a row, or with the order of the file's parts. */
export const magic = Buffer.from('lk-ring1');

const header = z.strictObject({
  /** A row is written as it stands in memory. */
  layout: z.strictObject({ byte_order: z.string(), row_words: z.int() }),
  cluster_id: z.string(),
  /** As on the broker. */
  topic: z.string(),
  taken_at: z.int(),
  /** Every change acknowledged before it is in here. */
  as_of: z.int(),
  generations: z.array(z.string()),
  /** By partition the offset of the latest heartbeat that was read. */
  partitions: z.array(z.tuple([z.int(), z.string().regex(/^\d{1,19}$/)])),
  rows: z.int().min(0),
});
export type SnapshotHeader = z.infer<typeof header>;

const layout = { byte_order: endianness(), row_words: rowWords };

/** Of an index that serves and knows how old it is. */
export function headerOf(index: KeyringIndex, { clusterId, topic }: Pick<Beginning, 'clusterId' | 'topic'>, takenAt: number): SnapshotHeader {
  const { asOf, generations, heardAt, tokens } = index;
  if (asOf === null) throw new RangeError('an index of unknown age is not written down');
  return {
    layout,
    cluster_id: clusterId,
    topic,
    taken_at: takenAt,
    as_of: asOf,
    generations: [...generations],
    partitions: [...heardAt].map(([partition, offset]) => [partition, String(offset)]),
    rows: tokens.parts.rows.made,
  };
}

/** Throws on what is none. */
export function readHeader(text: string): SnapshotHeader {
  return header.parse(JSON.parse(text));
}

const retentionMs = Number(topics.find(({ name }) => name === 'token-state')?.config['delete.retention.ms']);
/** Half of the time for which a tombstone is sure to stand: reading on from an older one could miss that a token has gone. */
export const oldestMs = retentionMs / 2;
/** Clocks of two machines may differ by as much. */
const aheadMs = 60_000;

export function positionsOf({ partitions }: SnapshotHeader): Map<number, bigint> {
  return new Map(partitions.map(([partition, offset]) => [partition, BigInt(offset)]));
}

/** Why it may not be read on from. Says nothing of what only reading on shows: whether the topic is of the same generation. */
export function whyNotUsable(snapshot: SnapshotHeader, beginning: Beginning, now: number): RefusalReason | undefined {
  if (!isOf(snapshot, beginning)) return 'foreign';
  if (snapshot.taken_at > now + aheadMs || now - Math.min(snapshot.taken_at, snapshot.as_of) >= oldestMs) return 'old';
  const positions = positionsOf(snapshot);
  const held = beginning.partitions.every(({ partition, low, high }) => {
    const at = positions.get(partition) ?? -1n;
    // The heartbeat itself, or a newer one, is still to come.
    return at >= low && at < high;
  });
  return held ? undefined : 'out_of_range';
}

function isOf(snapshot: SnapshotHeader, { clusterId, topic, partitions }: Beginning): boolean {
  const sameLayout = snapshot.layout.byte_order === layout.byte_order && snapshot.layout.row_words === layout.row_words;
  return sameLayout && snapshot.cluster_id === clusterId && snapshot.topic === topic && snapshot.partitions.length === partitions.length;
}
