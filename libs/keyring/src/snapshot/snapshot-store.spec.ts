import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Beginning } from '@latchkey/kafka';
import { aGrant, aTokenState } from '@latchkey/testing';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { aBeginning, inDirectory, never, now, savePiecemeal, servingIndex } from '../../test/snapshots.js';
import { aStep, digests, take } from '../../test/steps.js';
import { entryAt } from '../keyring-entry.js';
import { indexedState } from '../token-index/indexed-state.js';
import { TokenIndex } from '../token-index/token-index.js';
import { SnapshotStore } from './snapshot-store.js';

Logger.overrideLogger(false);

const day = 86_400_000;
const seen = (tokens: TokenIndex): object => ({
  size: tokens.size,
  unreadable: tokens.unreadable,
  shared: tokens.shared,
  entries: digests.map((digest) => {
    const row = tokens.find(digest);
    return row < 0 ? undefined : { ...entryAt(tokens, row), grant: undefined };
  }),
});
const refusals = (store: SnapshotStore): string[] => [...store.refused].filter(([, count]) => count > 0).map(([reason]) => reason);

async function savedIn(directory: string, tokens: TokenIndex): Promise<string> {
  const path = join(directory, 'snapshot');
  expect(await new SnapshotStore(path, {}, () => now).save(servingIndex(tokens), aBeginning(), never)).toBe(true);
  return path;
}

function someTokens(): TokenIndex {
  const tokens = new TokenIndex();
  for (const state of Array.from({ length: 20 }, () => aTokenState())) tokens.put(indexedState(state));
  return tokens;
}

describe('a snapshot', () => {
  it('is the index that was saved, in all that is asked of it then and later', async () => {
    await inDirectory((directory) =>
      fc.assert(
        fc.asyncProperty(fc.array(aStep, { maxLength: 60, size: 'max' }), fc.array(aStep, { maxLength: 30 }), async (before, after) => {
          const tokens = new TokenIndex();
          for (const step of before) take(tokens, step);
          const restored = await new SnapshotStore(await savedIn(directory, tokens), {}, () => now).restore(aBeginning());
          const again = restored?.index.tokens as TokenIndex;
          expect(seen(again)).toEqual(seen(tokens));
          for (const step of after) expect(take(again, step)).toBe(take(tokens, step));
          expect(seen(again)).toEqual(seen(tokens));
        }),
        { numRuns: 60 },
      ),
    );
  });

  it('says where to read on, and is of the same generation but of unknown age', async () => {
    await inDirectory(async (directory) => {
      const restored = await new SnapshotStore(await savedIn(directory, someTokens()), {}, () => now).restore(aBeginning());
      expect(restored?.from).toEqual(new Map([[0, 5n]]));
      restored?.index.catchUp(1);
      expect([restored?.index.asOf, restored?.index.generations]).toEqual([null, servingIndex(new TokenIndex()).generations]);
    });
  });

  it('is for its owner alone, whatever stood there before, and nothing is left beside it', async () => {
    await inDirectory(async (directory) => {
      await writeFile(join(directory, 'snapshot.partial'), 'left behind', { mode: 0o666 });
      const path = await savedIn(directory, someTokens());
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readdir(directory)).toEqual(['snapshot']);
    });
  });

  it('that is not there is no reason to complain', async () => {
    const store = new SnapshotStore('/nowhere/snapshot');
    expect([await store.restore(aBeginning()), refusals(store)]).toEqual([undefined, []]);
  });

  it.each<[string, Partial<Beginning>, number]>([
    ['foreign', { clusterId: 'other' }, 0],
    ['foreign', { topic: 'other.token-state' }, 0],
    ['foreign', { partitions: [0, 1].map((partition) => ({ partition, low: 0n, high: 10n })) }, 0],
    ['old', {}, 3.5 * day],
    ['old', {}, -0.5 * day],
    ['out_of_range', { partitions: [{ partition: 0, low: 6n, high: 10n }] }, 0],
    ['out_of_range', { partitions: [{ partition: 0, low: 0n, high: 5n }] }, 0],
    ['out_of_range', { partitions: [{ partition: 1, low: 0n, high: 10n }] }, 0],
  ])('that is %s is refused: %j after %d ms', async (reason, beginning, afterMs) => {
    await inDirectory(async (directory) => {
      const store = new SnapshotStore(await savedIn(directory, someTokens()), {}, () => now + afterMs);
      expect([await store.restore(aBeginning(beginning)), refusals(store)]).toEqual([undefined, [reason]]);
    });
  });

  it('is as old as what it knows, however late it was taken', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'snapshot');
      await new SnapshotStore(path, {}, () => now + 2 * day).save(servingIndex(someTokens()), aBeginning(), never);
      const store = new SnapshotStore(path, {}, () => now + 4 * day);
      expect([await store.restore(aBeginning()), refusals(store)]).toEqual([undefined, ['old']]);
    });
  });
});

describe('a file that is not as it was written', () => {
  it('is refused wherever it ends, and with any byte changed or added', async () => {
    await inDirectory(async (directory) => {
      const path = await savedIn(directory, someTokens());
      const whole = await readFile(path);
      const isRefused = async (bytes: Buffer): Promise<void> => {
        await writeFile(path, bytes);
        const store = new SnapshotStore(path, {}, () => now);
        expect(await store.restore(aBeginning())).toBeUndefined();
        expect(refusals(store)).toHaveLength(1);
      };
      const place = fc.nat(whole.length - 1);
      await fc.assert(fc.asyncProperty(place, (end) => isRefused(whole.subarray(0, end))), { numRuns: 100 });
      await fc.assert(
        fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), (at, flip) => {
          const changed = Buffer.from(whole);
          changed[at] = (changed[at] as number) ^ flip;
          return isRefused(changed);
        }),
        { numRuns: 300 },
      );
      await isRefused(Buffer.concat([whole, Buffer.alloc(1)]));
      await writeFile(path, whole);
      expect(await new SnapshotStore(path, {}, () => now).restore(aBeginning())).toBeDefined();
    });
  });

  it.each(['', 'something else', 'lk-ring2 of a later version'])('as %j is refused', async (text) => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'snapshot');
      await writeFile(path, text);
      const store = new SnapshotStore(path);
      expect([await store.restore(aBeginning()), refusals(store)]).toEqual([undefined, [text === '' ? 'torn' : 'foreign']]);
    });
  });

  it('and cannot be read is refused', async () => {
    await inDirectory(async (directory) => {
      const store = new SnapshotStore(directory);
      expect([await store.restore(aBeginning()), refusals(store)]).toEqual([undefined, ['failed']]);
    });
  });
});

describe('a snapshot that is not written', () => {
  it('harms nobody: it is counted, and nothing is left', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'snapshot');
      await mkdir(path);
      const store = new SnapshotStore(path);
      expect(await store.save(servingIndex(someTokens()), aBeginning(), never)).toBe(false);
      expect([store.failed, store.written, await readdir(directory)]).toEqual([1, 0, ['snapshot']]);
      const nowhere = new SnapshotStore(join(directory, 'nowhere', 'snapshot'));
      expect([await nowhere.save(servingIndex(someTokens()), aBeginning(), never), nowhere.failed]).toEqual([false, 1]);
    });
  });

  it('because it is to stop, or of no use any more, leaves the one before', async () => {
    await inDirectory(async (directory) => {
      const path = await savedIn(directory, someTokens());
      const before = await readFile(path);
      const store = new SnapshotStore(path);
      expect(await store.save(servingIndex(someTokens()), aBeginning(), AbortSignal.abort())).toBe(false);
      expect(await store.save(servingIndex(someTokens()), aBeginning(), never, () => false)).toBe(false);
      expect([await readdir(directory), (await readFile(path)).equals(before), store.failed]).toEqual([['snapshot'], true, 1]);
    });
  });
});

describe('what changes while it is written', () => {
  it.each([0, 1, 2, 3])('never has a token come back with rights of another, though its number is free after piece %d', async (when) => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'snapshot');
      const weak = aTokenState({ grant: aGrant({ permissions: ['stats:read'] }) });
      const tokens = new TokenIndex();
      tokens.put(indexedState(weak));
      await savePiecemeal(path, servingIndex(tokens), aBeginning(), (piece) => {
        if (piece !== when) return;
        tokens.forget(weak.id);
        for (const permission of ['platform:*', 'token:write']) tokens.put(indexedState(aTokenState({ grant: aGrant({ permissions: [permission] }) })));
      });
      const restored = (await new SnapshotStore(path, {}, () => now).restore(aBeginning()))?.index.tokens as TokenIndex;
      const row = restored.find(weak.digest);
      if (when < 2) expect(row).toBe(-1);
      else expect([restored.rights(row).permissions, restored.customerId(row)]).toEqual([['stats:read'], weak.customer_id]);
      expect(tokens.shared).toEqual({ rights: 2, customers: 2 });
    });
  });

  it('and so stands there twice, is known as its newer state says', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'snapshot');
      const [other, moved] = [aTokenState(), aTokenState()];
      const tokens = new TokenIndex();
      for (const state of [moved, other]) tokens.put(indexedState(state));
      await savePiecemeal(path, servingIndex(tokens), aBeginning(), (piece) => {
        if (piece !== 2) return;
        for (const { id } of [moved, other]) tokens.forget(id);
        // It gets the row that was let go last.
        tokens.put(indexedState({ ...moved, status: 'revoked', sequence: 2 }));
      });
      const restored = (await new SnapshotStore(path, {}, () => now).restore(aBeginning()))?.index.tokens as TokenIndex;
      expect([restored.size, restored.status(restored.find(moved.digest)), restored.shared]).toEqual([1, 'revoked', { rights: 1, customers: 1 }]);
    });
  });

  it('and so leaves a digest to two tokens, leaves it to neither until reading on tells', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'snapshot');
      const [first, second, next] = [aTokenState(), aTokenState(), aTokenState()];
      const tokens = new TokenIndex();
      for (const state of [first, second]) tokens.put(indexedState(state));
      await savePiecemeal(path, servingIndex(tokens), aBeginning(), (piece) => {
        if (piece !== 2) return;
        tokens.put(indexedState({ ...first, digest: next.digest, sequence: 2 }));
        tokens.put(indexedState({ ...second, digest: first.digest, sequence: 2 }));
      });
      const restored = (await new SnapshotStore(path, {}, () => now).restore(aBeginning()))?.index.tokens as TokenIndex;
      expect([restored.size, restored.find(first.digest), restored.knows(first.id), restored.knows(second.id)]).toEqual([0, -1, false, false]);
      expect(restored.shared).toEqual({ rights: 0, customers: 0 });
    });
  });
});
