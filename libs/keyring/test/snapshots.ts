import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Beginning } from '@latchkey/kafka';
import { KeyringIndex } from '../src/keyring-index.js';
import { headerOf } from '../src/snapshot/snapshot-header.js';
import { SnapshotSink } from '../src/snapshot/snapshot-sink.js';
import { writeSnapshot } from '../src/snapshot/write-snapshot.js';
import type { TokenIndex } from '../src/token-index/token-index.js';
import { generation } from './signals.js';

export const now = Date.parse('2026-01-01T00:00:00.000Z');
export const never = new AbortController().signal;

/** Of a topic with one partition that holds ten offsets. */
export function aBeginning(overrides: Partial<Beginning> = {}): Beginning {
  return { kind: 'beginning', clusterId: 'cluster', topic: 'token-state', partitions: [{ partition: 0, low: 0n, high: 10n }], ...overrides };
}

/** With these tokens, and a heartbeat at offset 5 as the last thing that was read. */
export function servingIndex(tokens: TokenIndex): KeyringIndex {
  const index = new KeyringIndex({}, [generation(1)], tokens);
  index.hear(0, now, 5n);
  index.catchUp(1);
  return index;
}

/** Saves as the store does, in the smallest pieces, and does `between` after each of them. */
export async function savePiecemeal(path: string, index: KeyringIndex, of: Beginning, between: (piece: number) => void, stillGood = (): boolean => true): Promise<void> {
  const sink = await SnapshotSink.open(path);
  let piece = 0;
  const done = (): void => between(piece++);
  const watched = {
    write: (bytes: Uint8Array) => sink.write(bytes).finally(done),
    writeText: (text: string) => sink.writeText(text).finally(done),
  };
  await writeSnapshot(index.tokens.parts, headerOf(index, of, now), watched, never, { rows: 1, characters: 1 });
  await (stillGood() ? sink.commit() : sink.discard());
}

/** A directory of its own, which goes afterwards. */
export async function inDirectory<T>(work: (path: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-snapshot-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
