import { describe, expect, it } from '@jest/globals';
import type { Beginning } from '@latchkey/kafka';
import { aTokenState } from '@latchkey/testing';
import { batchOf, generation, heartbeat, junk, stateRecord, tombstone } from '../test/signals.js';
import type { KeyringEntry } from './keyring-entry.js';
import { noBound } from './keyring-options.js';
import { Keyring } from './keyring.js';
import { type FeedSignal, TokenStateReplica } from './token-state-replica.js';

const caughtUp = { kind: 'caught_up', partitions: 1 } as const;
const outOfRange = { kind: 'out_of_range' } as const;
const state = aTokenState();
const revoked = { ...state, status: 'revoked', sequence: 2 } as const;
const other = aTokenState();
const ofSecond = { of: generation(2) };
const ofThird = { of: generation(3) };

type Signal = Exclude<FeedSignal, Beginning>;

function replicaAfter(...signals: Signal[]): TokenStateReplica {
  const replica = new TokenStateReplica();
  for (const signal of signals) replica.apply(signal);
  return replica;
}
const find = (replica: TokenStateReplica, digest: string): KeyringEntry | undefined => new Keyring(replica, noBound).find(digest);
const known = (replica: TokenStateReplica): string[] =>
  [state, other].filter(({ digest }) => find(replica, digest)).map(({ id }) => (id === state.id ? 'state' : 'other'));
const inService = (): TokenStateReplica => replicaAfter(batchOf([stateRecord(state), heartbeat(0)]), caughtUp);

describe('a replica of token-state', () => {
  it('serves once all of it was read, and not before (invariant 5)', () => {
    const replica = replicaAfter(batchOf([stateRecord(state)]));
    expect(replica.serving).toBeUndefined();
    expect(replica.apply(caughtUp)).toBe('continue');
    expect(known(replica)).toEqual(['state']);
  });

  it('serves without a heartbeat, at an age unknown', () => {
    const replica = replicaAfter(caughtUp);
    expect([replica.serving?.tokens.size, replica.serving?.asOf]).toEqual([0, null]);
  });

  it('takes what comes afterwards', () => {
    const replica = inService();
    replica.apply(batchOf([stateRecord(other), stateRecord(revoked), tombstone(other.id), heartbeat(0, { asOf: '2026-01-01T00:00:01.000Z' })]));
    expect(known(replica)).toEqual(['state']);
    expect(find(replica, state.digest)?.status).toBe('revoked');
    expect(replica.serving?.asOf).toBe(Date.parse('2026-01-01T00:00:01.000Z'));
  });

  it('counts what it cannot read, and refuses the token that it is of', () => {
    const replica = inService();
    replica.apply(batchOf([junk(state.id), junk('unknown'), { ...junk(''), key: null }, { ...tombstone(''), key: null }]));
    expect(replica.unreadable).toBe(3);
    expect(find(replica, state.digest)?.unreadable).toBe(true);
  });

  it('counts a state whose id is no 128 bits as one that it cannot read', () => {
    const replica = inService();
    const unfit = aTokenState({ id: 'z'.repeat(22) });
    replica.apply(batchOf([stateRecord(unfit)]));
    expect([replica.unreadable, replica.serving?.tokens.unreadable, find(replica, unfit.digest)]).toEqual([1, 1, undefined]);
    replica.apply(batchOf([tombstone(unfit.id)]));
    expect(replica.serving?.tokens.unreadable).toBe(0);
  });

  it('counts a state that names another token’s digest', () => {
    const replica = inService();
    replica.apply(batchOf([stateRecord({ ...other, digest: state.digest })]));
    expect(replica.conflicts).toBe(1);
  });
});

describe('a new generation', () => {
  it('has all of it read again while the old index serves, and takes its place when that is done', () => {
    const replica = inService();
    const before = replica.serving;
    expect(replica.apply(batchOf([heartbeat(0, ofSecond)]))).toBe('from_start');
    expect(replica.apply(batchOf([stateRecord(other), heartbeat(0, ofSecond)]))).toBe('continue');
    expect(replica.serving).toBe(before);
    expect(replica.apply(caughtUp)).toBe('continue');
    expect(known(replica)).toEqual(['other']);
    expect(replica.rebuilds).toBe(1);
  });

  it('lets the old index grow old', () => {
    const replica = inService();
    const asOf = replica.serving?.asOf;
    replica.apply(batchOf([heartbeat(0, ofSecond)]));
    replica.apply(batchOf([heartbeat(0, { ...ofSecond, asOf: '2026-02-01T00:00:00.000Z' })]));
    expect(replica.serving?.asOf).toBe(asOf);
  });

  it('is refused at once what is seen revoked meanwhile (invariant 4)', () => {
    const replica = inService();
    replica.apply(batchOf([heartbeat(0, ofSecond)]));
    replica.apply(batchOf([stateRecord(state), stateRecord(revoked), stateRecord(other)]));
    expect(find(replica, state.digest)?.status).toBe('revoked');
    expect(known(replica)).toEqual(['state']);
  });

  it('has what could not be read stay refused, though what stood before it is read again', () => {
    const replica = inService();
    replica.apply(batchOf([junk(state.id), heartbeat(0, ofSecond)]));
    replica.apply(batchOf([stateRecord(state)]));
    expect(find(replica, state.digest)?.unreadable).toBe(true);
  });

  it('is known again in the next reading, as is the one before it', () => {
    const replica = inService();
    replica.apply(batchOf([heartbeat(0, ofSecond)]));
    expect(replica.apply(batchOf([heartbeat(0), heartbeat(0, ofSecond)]))).toBe('continue');
  });

  it('starts the second index over when it is followed by another', () => {
    const replica = inService();
    replica.apply(batchOf([heartbeat(0, ofSecond)]));
    replica.apply(batchOf([stateRecord(other)]));
    expect(replica.apply(batchOf([heartbeat(0, ofThird)]))).toBe('from_start');
    replica.apply(batchOf([heartbeat(0, ofThird)]));
    replica.apply(caughtUp);
    expect(replica.serving?.tokens.size).toBe(0);
    expect(replica.rebuilds).toBe(2);
  });

  it('has the first reading start over, too: what stood before it may have been missed', () => {
    const replica = replicaAfter(batchOf([stateRecord(state), heartbeat(0)]));
    expect(replica.apply(batchOf([heartbeat(0, ofSecond)]))).toBe('from_start');
    expect(replica.serving).toBeUndefined();
    replica.apply(batchOf([heartbeat(0), stateRecord(other), heartbeat(0, ofSecond)]));
    replica.apply(caughtUp);
    expect(known(replica)).toEqual(['other']);
  });
});

describe('a topic that no longer holds the position reached', () => {
  it('is read into a second index, whatever its generation', () => {
    const replica = inService();
    expect(replica.apply(outOfRange)).toBe('continue');
    expect(replica.apply(batchOf([stateRecord(other), heartbeat(0, ofSecond)]))).toBe('continue');
    expect(known(replica)).toEqual(['state']);
    replica.apply(caughtUp);
    expect(known(replica)).toEqual(['other']);
  });

  it('starts the second index over when it happens again', () => {
    const replica = inService();
    replica.apply(outOfRange);
    replica.apply(batchOf([stateRecord(other)]));
    replica.apply(outOfRange);
    replica.apply(batchOf([heartbeat(0, ofThird)]));
    replica.apply(caughtUp);
    expect(replica.serving?.tokens.size).toBe(0);
    expect(replica.rebuilds).toBe(2);
  });

  it('does not serve before the issuer speaks for it, lest every token be refused', () => {
    const replica = inService();
    replica.apply(outOfRange);
    replica.apply(caughtUp);
    expect(known(replica)).toEqual(['state']);
    replica.apply(batchOf([stateRecord(other), heartbeat(0, ofSecond)]));
    expect(known(replica)).toEqual(['other']);
  });
});

describe('who waits for a change', () => {
  const never = new AbortController().signal;

  it('hears of a state with that digest', async () => {
    const replica = inService();
    const heard = replica.changes.next(state.digest, never);
    replica.apply(batchOf([stateRecord(revoked)]));
    await heard;
    expect(replica.changes.size).toBe(0);
  });

  it('hears of another index', async () => {
    const replica = inService();
    const heard = Promise.all([replica.changes.next(state.digest, never), replica.changes.next(other.digest, never)]);
    for (const signal of [outOfRange, batchOf([heartbeat(0)]), caughtUp]) replica.apply(signal);
    await heard;
  });

  it('is let go, and leaves nothing behind, when its time is over', async () => {
    const replica = inService();
    const stop = new AbortController();
    const heard = [replica.changes.next(other.digest, stop.signal), replica.changes.next(other.digest, stop.signal)];
    expect(replica.changes.size).toBe(1);
    stop.abort();
    await Promise.all([...heard, replica.changes.next(other.digest, stop.signal)]);
    expect(replica.changes.size).toBe(0);
  });
});
