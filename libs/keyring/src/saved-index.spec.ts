import { describe, expect, it } from '@jest/globals';
import type { Beginning } from '@latchkey/kafka';
import { aTokenState } from '@latchkey/testing';
import { batchOf, generation, heartbeat, stateRecord } from '../test/signals.js';
import { aBeginning, servingIndex } from '../test/snapshots.js';
import { KeyringIndex } from './keyring-index.js';
import { indexedState } from './token-index/indexed-state.js';
import { TokenIndex } from './token-index/token-index.js';
import { type FeedSignal, TokenStateReplica } from './token-state-replica.js';

const caughtUp = { kind: 'caught_up', partitions: 1 } as const;
const outOfRange = { kind: 'out_of_range' } as const;
const state = aTokenState();
const revoked = { ...state, status: 'revoked', sequence: 2 } as const;
const other = aTokenState();
const ofSecond = { of: generation(2) };

type Signal = Exclude<FeedSignal, Beginning>;

const known = (replica: TokenStateReplica): string[] => {
  const tokens = replica.serving?.tokens;
  return [state, other].filter(({ digest }) => (tokens?.find(digest) ?? -1) >= 0).map(({ id }) => (id === state.id ? 'state' : 'other'));
};

describe('a saved index', () => {
  /** Of the first generation, with one token, to be read on from offset 5. */
  async function restored(): Promise<{ replica: TokenStateReplica; refused: string[] }> {
    const refused: string[] = [];
    const tokens = new TokenIndex();
    tokens.put(indexedState(state));
    const index = servingIndex(tokens);
    const saved = new KeyringIndex({}, index.generations, tokens);
    const replica = new TokenStateReplica({}, { restore: async () => ({ index: saved, from: index.heardAt }), refuse: (reason) => refused.push(reason) });
    expect(await replica.apply(aBeginning())).toEqual({ from: new Map([[0, 5n]]) });
    return { replica, refused };
  }

  it('serves once it has caught up and was heard of, and not before (invariant 5)', async () => {
    const { replica, refused } = await restored();
    replica.apply(batchOf([heartbeat(0), stateRecord(revoked)]));
    expect(replica.serving).toBeUndefined();
    expect(replica.apply(caughtUp)).toBe('continue');
    const tokens = replica.serving?.tokens;
    expect(tokens?.status(tokens.find(state.digest))).toBe('revoked');
    expect([refused, replica.rebuilds, replica.savable?.index]).toEqual([[], 0, replica.serving]);
  });

  it('of which no heartbeat told is not taken: the topic may be another one', async () => {
    const { replica, refused } = await restored();
    replica.apply(batchOf([stateRecord(other)]));
    expect(replica.apply(caughtUp)).toBe('from_start');
    expect([replica.serving, refused, replica.rebuilds]).toEqual([undefined, ['unheard'], 0]);
    replica.apply(batchOf([stateRecord(other)]));
    replica.apply(caughtUp);
    expect(known(replica)).toEqual(['other']);
  });

  it('of another generation is not taken', async () => {
    const { replica, refused } = await restored();
    expect(replica.apply(batchOf([heartbeat(0, ofSecond)]))).toBe('from_start');
    expect([replica.serving, refused, replica.rebuilds]).toEqual([undefined, ['generation'], 0]);
    replica.apply(batchOf([stateRecord(other), heartbeat(0, ofSecond)]));
    replica.apply(caughtUp);
    expect(known(replica)).toEqual(['other']);
  });

  it('from which the topic cannot be read on is not taken', async () => {
    const { replica, refused } = await restored();
    replica.apply(outOfRange);
    replica.apply(caughtUp);
    expect([known(replica), refused, replica.rebuilds]).toEqual([[], ['out_of_range'], 0]);
  });

  it('is asked for when reading first begins alone', async () => {
    const { replica } = await restored();
    replica.apply(outOfRange);
    expect(await replica.apply(aBeginning())).toBe('continue');
  });
});

describe('what may be saved', () => {
  it.each<[string, Signal[]]>([
    ['does not serve yet', [batchOf([stateRecord(state), heartbeat(0)])]],
    ['is of unknown age', [caughtUp]],
    ['is being followed by another', [batchOf([heartbeat(0)]), caughtUp, batchOf([heartbeat(0, ofSecond)])]],
  ])('is no index that %s', async (_, signals) => {
    const replica = new TokenStateReplica();
    await replica.apply(aBeginning());
    for (const signal of signals) replica.apply(signal);
    expect(replica.savable).toBeUndefined();
  });

  it('is the one that serves, as of its latest heartbeats', async () => {
    const replica = new TokenStateReplica();
    await replica.apply(aBeginning());
    replica.apply(batchOf([heartbeat(0), stateRecord(state), heartbeat(0), stateRecord(other)]));
    replica.apply(caughtUp);
    expect(replica.savable).toEqual({ index: replica.serving, of: aBeginning() });
    expect(replica.serving?.heardAt).toEqual(new Map([[0, 2n]]));
  });
});
