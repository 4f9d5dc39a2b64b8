import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aTokenState, eventually } from '@latchkey/testing';
import { Logger } from '@nestjs/common';
import { batchOf, heartbeat, stateRecord } from '../../test/signals.js';
import { aBeginning, inDirectory, now } from '../../test/snapshots.js';
import { TokenStateReplica } from '../token-state-replica.js';
import { SnapshotKeeper } from './snapshot-keeper.js';
import { SnapshotStore } from './snapshot-store.js';

Logger.overrideLogger(false);

const day = 86_400_000;

interface Scene {
  readonly replica: TokenStateReplica;
  readonly store: SnapshotStore;
  readonly keeper: SnapshotKeeper;
  readonly clock: { now: number };
}

/** On a keyring that serves; the keeper looks each so many seconds. */
async function onKeyring(work: (scene: Scene) => Promise<void>, everySeconds = 300): Promise<void> {
  await inDirectory(async (directory) => {
    const clock = { now };
    const replica = new TokenStateReplica();
    const store = new SnapshotStore(join(directory, 'snapshot'), {}, () => clock.now);
    const keeper = new SnapshotKeeper(replica, store, everySeconds, () => clock.now);
    await replica.apply(aBeginning());
    replica.apply(batchOf([stateRecord(aTokenState()), heartbeat(0)]));
    replica.apply({ kind: 'caught_up', partitions: 1 });
    await work({ replica, store, keeper, clock });
  });
}

describe('the keyring is saved', () => {
  it('where it has changed since, and where the last one grows too old to be used', async () => {
    await onKeyring(async ({ replica, store, keeper, clock }) => {
      await keeper.save();
      replica.apply(batchOf([heartbeat(0)], 0, 2));
      await keeper.save();
      expect(store.written).toBe(1);
      replica.apply(batchOf([stateRecord(aTokenState())], 0, 3));
      await keeper.save();
      expect(store.written).toBe(2);
      clock.now += 2 * day;
      await keeper.save();
      expect(store.written).toBe(3);
    });
  });

  it('again and again, one after the other', async () => {
    await onKeyring(async ({ store, keeper }) => {
      keeper.onModuleInit();
      await eventually(() => expect(store.written).toBe(1));
      await keeper.onApplicationShutdown();
    }, 0.02);
  });

  it('when the process ends, and not before it serves', async () => {
    await onKeyring(async ({ store, keeper }) => {
      await keeper.onApplicationShutdown();
      expect(store.written).toBe(1);
      await new SnapshotKeeper(new TokenStateReplica(), store, 300).onApplicationShutdown();
      expect([store.written, store.failed]).toEqual([1, 0]);
    });
  });

  it('again where it could not be', async () => {
    await inDirectory(async (directory) => {
      await onKeyring(async ({ replica }) => {
        const store = new SnapshotStore(join(directory, 'nowhere', 'snapshot'));
        const keeper = new SnapshotKeeper(replica, store, 300);
        await keeper.save();
        await keeper.save();
        expect([store.written, store.failed]).toEqual([0, 2]);
      });
    });
  });
});
