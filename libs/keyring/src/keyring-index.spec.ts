import { describe, expect, it } from '@jest/globals';
import { aGrant, aTokenState } from '@latchkey/testing';
import { KeyringIndex } from './keyring-index.js';

const first = aTokenState();
const second = { ...first, status: 'suspended', sequence: 2 } as const;
const third = { ...first, status: 'active', sequence: 3 } as const;

function indexOf(...states: (typeof first)[]): KeyringIndex {
  const index = new KeyringIndex();
  for (const state of states) index.put(state);
  return index;
}

describe('a state', () => {
  it('is found by its digest, with its grant ready to be asked', () => {
    const entry = indexOf({ ...first, grant: aGrant({ permissions: ['stats:read'] }) }).find(first.digest);
    expect(entry).toMatchObject({ state: { id: first.id, sequence: 1 }, unreadable: false });
    expect([entry?.grant.holds('stats:read'), entry?.grant.holds('purge:select')]).toEqual([true, false]);
  });

  it('of a higher sequence takes the place of the one known', () => {
    const index = indexOf(first, third);
    expect(index.find(first.digest)?.state.sequence).toBe(3);
    expect(index.size).toBe(1);
  });

  it.each([
    ['a lower', first],
    ['an equal', { ...second, status: 'active' as const }],
  ])('of %s sequence is ignored', (_, late) => {
    const index = indexOf(second);
    expect(index.put(late)).toBe('old');
    expect(index.find(first.digest)?.state).toEqual(second);
  });

  it('that names another token’s digest does not take it over, and its own token is refused', () => {
    const other = aTokenState();
    const index = indexOf(first, other);
    expect(index.put({ ...other, digest: first.digest, sequence: 2 })).toBe('conflict');
    expect(index.put(aTokenState({ digest: first.digest, sequence: 9 }))).toBe('conflict');
    expect(index.find(first.digest)).toMatchObject({ state: { id: first.id }, unreadable: false });
    expect(index.find(other.digest)).toMatchObject({ state: { id: other.id }, unreadable: true });
    expect(index.size).toBe(2);
  });

  it('with a new digest is found by that alone', () => {
    const renewed = { ...second, digest: aTokenState().digest };
    const index = indexOf(first, renewed);
    expect(index.find(first.digest)).toBeUndefined();
    expect(index.find(renewed.digest)?.state).toEqual(renewed);
  });
});

describe('a tombstone', () => {
  it('forgets the token', () => {
    const index = indexOf(first);
    index.forget(first.id);
    expect(index.find(first.digest)).toBeUndefined();
    expect(index.size).toBe(0);
  });

  it('is not undone by a repeat of what it forgot', () => {
    const index = indexOf(first, second);
    index.forget(first.id);
    expect([index.put(first), index.put(second)]).toEqual(['old', 'old']);
    index.forget(first.id);
    expect(index.put(first)).toBe('old');
    expect(index.find(first.digest)).toBeUndefined();
  });

  it('is remembered for as many tokens as there is room for', () => {
    const index = new KeyringIndex([], 1);
    const other = aTokenState();
    for (const state of [first, other]) {
      index.put(state);
      index.forget(state.id);
    }
    expect([index.put(other), index.put(first)]).toEqual(['old', 'applied']);
  });
});

describe('an unreadable record', () => {
  it('has its token refused until a readable state of higher sequence comes', () => {
    const index = indexOf(first);
    index.refuse(first.id);
    expect(index.find(first.digest)).toMatchObject({ state: first, unreadable: true });
    index.put(first);
    expect([index.find(first.digest)?.unreadable, index.unreadable]).toEqual([true, 1]);
    index.put(second);
    expect([index.find(first.digest), index.unreadable]).toMatchObject([{ state: second, unreadable: false }, 0]);
  });

  it('of an unknown key changes nothing but the count', () => {
    const index = indexOf(first);
    index.refuse('unknown');
    index.refuse('unknown');
    expect(index.find(first.digest)).toMatchObject({ unreadable: false });
    expect([index.size, index.unreadable]).toEqual([1, 1]);
  });

  it('is over with the token', () => {
    const index = indexOf(first);
    index.refuse(first.id);
    index.forget(first.id);
    expect([index.size, index.unreadable]).toEqual([0, 0]);
  });
});

describe('how far an index reaches', () => {
  it('is the oldest of its partitions’ latest heartbeats, once each has had one and all was read', () => {
    const index = new KeyringIndex();
    index.hear(0, 5_000);
    index.hear(1, 9_000);
    expect(index.asOf).toBeNull();
    index.catchUp(3);
    expect(index.asOf).toBeNull();
    index.hear(2, 7_000);
    expect(index.asOf).toBe(5_000);
    index.hear(0, 8_000);
    expect(index.asOf).toBe(7_000);
  });

  it('follows an issuer whose clock was set back', () => {
    const index = new KeyringIndex();
    index.catchUp(1);
    index.hear(0, 9_000);
    index.hear(0, 2_000);
    expect(index.asOf).toBe(2_000);
  });
});
