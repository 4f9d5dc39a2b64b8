import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyringIndex, SnapshotStore, TokenIndex } from '@latchkey/keyring';
import { Logger } from '@nestjs/common';
import { nthState } from './many-states.js';

/** Saves an index of many tokens and restores it, in a process of its own, and writes one line of JSON: how long each part took, and the longest that a caller would have waited meanwhile. */
const tokens = Number(process.argv[2]);
const beginning = { kind: 'beginning', clusterId: 'bench', topic: 'token-state', partitions: [{ partition: 0, low: 0n, high: 2n }] } as const;

Logger.overrideLogger(false);

function filled(): KeyringIndex {
  const index = new KeyringIndex({}, ['bench'], new TokenIndex());
  for (let n = 0; n < tokens; n += 1) index.tokens.put(nthState(n));
  index.hear(0, Date.now(), 1n);
  index.catchUp(1);
  return index;
}

/** How long `work` takes, and how long at most nothing else could run beside it. */
async function watched(work: () => Promise<unknown>): Promise<{ ms: number; pauseMs: number }> {
  let [before, pauseMs, over] = [performance.now(), 0, false];
  const look = (): void => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - before);
    before = now;
    if (!over) setImmediate(look);
  };
  const start = before;
  look();
  await work();
  look();
  over = true;
  return { ms: performance.now() - start, pauseMs };
}

const directory = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
try {
  const store = new SnapshotStore(join(directory, 'snapshot'));
  const index = filled();
  const written = await watched(() => store.save(index, beginning, new AbortController().signal));
  let restored;
  const read = await watched(async () => (restored = await store.restore(beginning)));
  if (restored === undefined || store.restoredIn === undefined) throw new Error('it was not restored');
  process.stdout.write(JSON.stringify({ writeMs: written.ms, writePauseMs: written.pauseMs, ...store.restoredIn, readPauseMs: read.pauseMs }));
} finally {
  await rm(directory, { recursive: true });
}
