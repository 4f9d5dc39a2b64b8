import { describe, expect, it } from '@jest/globals';
import { aGrant, aTokenState } from '@latchkey/testing';
import { entryOf } from '../test/entries.js';
import { batchOf, heartbeat, junk, stateRecord, tombstone } from '../test/signals.js';
import { CallersInKeyring } from './callers-in-keyring.js';
import { type KeyringOptions, noBound } from './keyring-options.js';
import { Keyring } from './keyring.js';
import { KeyringModule } from './keyring.module.js';
import { TokenStateReplica } from './token-state-replica.js';

const heardAt = Date.parse('2026-01-01T00:00:00.000Z');
const state = aTokenState({ platform: true });

function setup(options: Partial<KeyringOptions> = {}): { replica: TokenStateReplica; keyring: Keyring; callers: CallersInKeyring; catchUp: () => void } {
  const replica = new TokenStateReplica(options);
  const keyring = new Keyring(replica, { ...noBound, ...options });
  const catchUp = (): void => void replica.apply({ kind: 'caught_up', partitions: 2 });
  return { replica, keyring, callers: new CallersInKeyring(keyring), catchUp };
}

describe('Keyring', () => {
  it('answers only once it has caught up (invariant 5)', () => {
    const { replica, keyring, catchUp } = setup();
    replica.apply(batchOf([stateRecord(state)]));
    expect([keyring.ready, keyring.find(state.digest), keyring.size]).toEqual([false, undefined, 0]);
    catchUp();
    expect([keyring.ready, keyring.size]).toEqual([true, 1]);
    for (const digest of [state.digest, Buffer.from(state.digest, 'hex')]) expect(keyring.find(digest)).toMatchObject(entryOf(state));
  });

  it('knows a token by its id as well, as soon as it has caught up and until it is forgotten', () => {
    const { replica, keyring, catchUp } = setup();
    replica.apply(batchOf([stateRecord(state)]));
    expect(keyring.findById(state.id)).toBeUndefined();
    catchUp();
    expect(keyring.findById(state.id)).toMatchObject(entryOf(state));
    for (const other of [aTokenState().id, 'junk', '']) expect(keyring.findById(other)).toBeUndefined();
    replica.apply(batchOf([tombstone(state.id)]));
    expect(keyring.findById(state.id)).toBeUndefined();
  });

  it('answers what was known at the time, whatever comes to stand in its place', () => {
    const { replica, keyring, catchUp } = setup();
    catchUp();
    replica.apply(batchOf([stateRecord(state)]));
    const entry = keyring.find(state.digest);
    replica.apply(batchOf([tombstone(state.id), stateRecord(aTokenState({ status: 'suspended' }))]));
    expect(entry).toMatchObject(entryOf(state));
    expect(keyring.find(state.digest)).toBeUndefined();
  });

  it('keeps names only where it is told to', () => {
    for (const names of [true, false]) {
      const { replica, keyring, catchUp } = setup({ names });
      catchUp();
      replica.apply(batchOf([stateRecord(state)]));
      expect(keyring.find(state.digest)?.name).toBe(names ? state.name : undefined);
    }
  });

  it('is not saved where it keeps names, which a snapshot does not hold', () => {
    expect(() => KeyringModule.with({ names: true, snapshot: { path: 'snapshot', everySeconds: 300 } })).toThrow(/names/);
  });

  it('knows its staleness by the oldest partition, never below zero (invariant 5)', () => {
    const { replica, keyring, catchUp } = setup();
    expect(keyring.stalenessMs(heardAt)).toBeNull();
    catchUp();
    replica.apply(batchOf([heartbeat(0, { asOf: '2026-01-01T00:00:05.000Z' })], 0));
    expect(keyring.stalenessMs(heardAt)).toBeNull();
    replica.apply(batchOf([heartbeat(1)], 1));
    expect([keyring.stalenessMs(heardAt + 7_000), keyring.stalenessMs(heardAt - 1)]).toEqual([7_000, 0]);
    expect(keyring.stalenessMs()).toBeGreaterThan(0);
  });

  it.each<[Partial<KeyringOptions>, number, boolean, boolean]>([
    [{ staleAfterSeconds: 10 }, 10_000, false, false],
    [{ staleAfterSeconds: 10 }, 10_001, true, true],
    [{ staleAfterSeconds: 10, onStale: 'open' }, 10_001, true, false],
    [{ staleAfterSeconds: 0 }, 1e12, false, false],
  ])('with %j is at an age of %d ms stale: %s, and refuses: %s (invariant 5)', (options, age, stale, refuses) => {
    const { replica, keyring, catchUp } = setup(options);
    for (const partition of [0, 1]) replica.apply(batchOf([heartbeat(partition)], partition));
    catchUp();
    expect([keyring.stale(heardAt + age), keyring.refusesStale(heardAt + age)]).toEqual([stale, refuses]);
  });

  it('takes an unknown age for too old where there is a bound', () => {
    const bounded = setup({ staleAfterSeconds: 10 });
    bounded.catchUp();
    expect(bounded.keyring.refusesStale()).toBe(true);
    const unbounded = setup();
    unbounded.catchUp();
    expect(unbounded.keyring.refusesStale()).toBe(false);
  });
});

describe('CallersInKeyring', () => {
  it('cannot know while the keyring has not caught up', () => {
    expect(() => setup().callers.find(state.digest)).toThrow(expect.objectContaining({ code: 'not_ready' }));
  });

  it('finds a caller with its status and rights', () => {
    const { replica, callers, catchUp } = setup({ names: true });
    const grant = aGrant({ networks: ['192.0.2.0/24'], not_before: '2026-01-01T00:00:00.000Z', expires_at: '2026-02-01T00:00:00.000Z' });
    replica.apply(batchOf([stateRecord({ ...state, grant, status: 'suspended' })]));
    catchUp();
    const { id: tokenId, customer_id: customerId, service_account_id: serviceAccountId, name } = state;
    expect(callers.find(state.digest)).toEqual({ caller: { kind: 'token', tokenId, customerId, serviceAccountId, name, platform: true, grant }, status: 'suspended', changedAt: state.changed_at });
    expect(callers.find(aTokenState().digest)).toBeUndefined();
  });

  it('calls a caller by its token’s id where names are not kept', () => {
    const { replica, callers, catchUp } = setup();
    replica.apply(batchOf([stateRecord(state)]));
    catchUp();
    expect(callers.find(state.digest)?.caller).toMatchObject({ name: state.id, grant: state.grant });
  });

  it('refuses one of whom it last read what it could not understand', () => {
    const { replica, callers, catchUp } = setup();
    replica.apply(batchOf([stateRecord(state), junk(state.id)]));
    catchUp();
    expect(() => callers.find(state.digest)).toThrow(expect.objectContaining({ code: 'unauthorized' }));
  });
});
