import { describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { aGrant, aTokenState } from '@latchkey/testing';
import { entryOf } from '../../test/entries.js';
import { entryAt, type KeyringEntry } from '../keyring-entry.js';
import { indexedState } from './indexed-state.js';
import { type PutOutcome, TokenIndex } from './token-index.js';

const first = aTokenState();
const second = { ...first, status: 'suspended', sequence: 2 } as const;
const third = { ...first, status: 'active', sequence: 3 } as const;

function indexOf(...states: TokenState[]): TokenIndex {
  const index = new TokenIndex();
  for (const state of states) put(index, state);
  return index;
}
const put = (index: TokenIndex, state: TokenState): PutOutcome => index.put(indexedState(state));
const find = (index: TokenIndex, { digest }: TokenState): KeyringEntry | undefined => {
  const row = index.find(digest);
  return row < 0 ? undefined : entryAt(index, row);
};

describe('a state', () => {
  it('is found by its digest, as hex and as bytes, with all its fields', () => {
    const state = aTokenState({
      platform: true,
      status: 'revoked',
      sequence: 2 ** 48 - 1,
      changed_at: '2026-03-04T05:06:07.089Z',
      grant: aGrant({ permissions: ['stats:read'], services: [], workspaces: ['w'], networks: ['10.0.0.0/8'], not_before: '1970-01-01T00:00:00.001Z', expires_at: '9999-12-31T23:59:59.999Z' }),
    });
    const index = indexOf(first, state);
    expect(find(index, state)).toMatchObject(entryOf(state));
    expect(index.find(Buffer.from(state.digest, 'hex'))).toBe(index.find(state.digest));
  });

  it('has its grant ready to be asked', () => {
    const grant = find(indexOf({ ...first, grant: aGrant({ permissions: ['stats:read'] }) }), first)?.grant;
    expect([grant?.holds('stats:read'), grant?.holds('purge:select')]).toEqual([true, false]);
    expect([grant?.notBefore, grant?.expiresAt]).toEqual([-Infinity, Infinity]);
  });

  it('of a higher sequence takes the place of the one known', () => {
    const index = indexOf(first, third);
    expect(find(index, first)).toMatchObject(entryOf(third));
    expect(index.size).toBe(1);
  });

  it.each([
    ['a lower', first],
    ['an equal', { ...second, status: 'active' as const }],
  ])('of %s sequence is ignored', (_, late) => {
    const index = indexOf(second);
    expect(put(index, late)).toBe('old');
    expect(find(index, first)).toMatchObject(entryOf(second));
  });

  it('that names another token’s digest does not take it over, and its own token is refused', () => {
    const other = aTokenState();
    const index = indexOf(first, other);
    expect(put(index, { ...other, digest: first.digest, sequence: 2 })).toBe('conflict');
    expect(put(index, aTokenState({ digest: first.digest, sequence: 9 }))).toBe('conflict');
    expect(find(index, first)).toMatchObject(entryOf(first));
    expect(find(index, other)).toMatchObject(entryOf(other, { unreadable: true }));
    expect(index.size).toBe(2);
  });

  it('with a new digest is found by that alone', () => {
    const renewed = { ...second, digest: aTokenState().digest };
    const index = indexOf(first, renewed);
    expect(find(index, first)).toBeUndefined();
    expect(find(index, renewed)).toMatchObject(entryOf(renewed));
  });

  it('has times before 1970, when there were no tokens, as 1970', () => {
    const early = { ...first, grant: aGrant({ not_before: '0000-01-01T00:00:00.000Z', expires_at: '1969-12-31T23:59:59.999Z' }), changed_at: '1900-01-01T00:00:00.000Z' };
    expect(find(indexOf(early), early)).toMatchObject({ grant: { notBefore: 0, expiresAt: 0 }, changedAt: 0 });
  });

  it.each([
    ['an id of more than 128 bits', { id: 'z'.repeat(22) }],
    ['a service account of more than 128 bits', { service_account_id: 'z'.repeat(22) }],
    ['a sequence of more than 48 bits', { sequence: 2 ** 48 }],
  ])('with %s is not taken, and its token is refused', (_, change) => {
    const index = indexOf(first);
    const unfit = { ...first, sequence: 2, ...change };
    expect(put(index, unfit)).toBe('unfit');
    expect(index.unreadable).toBe(1);
    expect(find(index, first)).toMatchObject(entryOf(first, { unreadable: unfit.id === first.id }));
  });
});

describe('what is no digest', () => {
  it.each(['', 'no digest', first.digest.toUpperCase(), first.digest.slice(1), `${first.digest.slice(1)}g`, `${first.digest.slice(1)}é`])('finds nothing: %j', (text) => {
    expect(indexOf(first).find(text)).toBe(-1);
  });

  it('finds nothing, of whatever length its bytes', () => {
    for (const length of [0, 31, 33]) expect(indexOf(first).find(Buffer.alloc(length))).toBe(-1);
  });
});

describe('a tombstone', () => {
  it('forgets the token', () => {
    const index = indexOf(first);
    index.forget(first.id);
    expect(find(index, first)).toBeUndefined();
    expect([index.size, index.knows(first.id)]).toEqual([0, false]);
  });

  it('of an unknown key changes nothing', () => {
    const index = indexOf(first);
    for (const key of ['heartbeat/0', '', aTokenState().id]) index.forget(key);
    expect(find(index, first)).toMatchObject(entryOf(first));
  });

  it('is not undone by a repeat of what it forgot', () => {
    const index = indexOf(first, second);
    index.forget(first.id);
    expect([put(index, first), put(index, second)]).toEqual(['old', 'old']);
    index.forget(first.id);
    expect(put(index, first)).toBe('old');
    expect(find(index, first)).toBeUndefined();
  });

  it('is remembered for as many tokens as there is room for', () => {
    const index = new TokenIndex({ remembered: 1 });
    const other = aTokenState();
    for (const state of [first, other]) {
      put(index, state);
      index.forget(state.id);
    }
    expect([put(index, other), put(index, first)]).toEqual(['old', 'applied']);
  });

  it('leaves nothing of the token to the next one in its row', () => {
    const index = new TokenIndex({ names: true });
    put(index, { ...first, platform: true, status: 'revoked', name: 'old' });
    index.refuse(first.id);
    const row = index.find(first.digest);
    index.forget(first.id);
    const other = aTokenState({ name: 'new' });
    put(index, other);
    expect(index.find(other.digest)).toBe(row);
    expect(find(index, other)).toMatchObject({ ...entryOf(other), name: 'new' });
  });
});

describe('an unreadable record', () => {
  it.each([
    ['the same', second],
    ['a newer', third],
  ])('has its token refused until %s state comes that can be read', (_, state) => {
    const index = indexOf(second);
    index.refuse(first.id);
    expect(put(index, first)).toBe('old');
    expect(find(index, first)).toMatchObject(entryOf(second, { unreadable: true }));
    expect(index.unreadable).toBe(1);
    expect(put(index, state)).toBe('applied');
    expect(find(index, first)).toMatchObject(entryOf(state));
    expect([index.unreadable, index.size]).toEqual([0, 1]);
  });

  it('of a token that was forgotten is over once its last state comes again', () => {
    const index = indexOf(second);
    index.forget(first.id);
    index.refuse(first.id);
    expect([put(index, first), put(index, second)]).toEqual(['old', 'applied']);
    expect(index.unreadable).toBe(0);
  });

  it('of an unknown key changes nothing but the count', () => {
    const index = indexOf(first);
    index.refuse('unknown');
    index.refuse('unknown');
    expect(find(index, first)).toMatchObject(entryOf(first));
    expect([index.size, index.unreadable]).toEqual([1, 1]);
  });

  it('is over with the token', () => {
    const index = indexOf(first);
    index.refuse(first.id);
    index.forget(first.id);
    expect([index.size, index.unreadable]).toEqual([0, 0]);
  });
});

describe('what tokens share', () => {
  const limited = aGrant({ services: ['s1'], expires_at: '2027-01-01T00:00:00.000Z' });

  it('is kept once, whenever it holds and in whatever order it comes, and goes with its last token', () => {
    const states = [first, aTokenState({ customer_id: first.customer_id, grant: limited }), aTokenState({ grant: { ...limited, expires_at: null } })] as const;
    const index = indexOf(...states);
    expect(index.shared).toEqual({ rights: 2, customers: 2 });
    index.forget(states[1].id);
    expect(index.shared).toEqual({ rights: 2, customers: 2 });
    index.forget(states[2].id);
    expect(index.shared).toEqual({ rights: 1, customers: 1 });
    put(index, { ...second, grant: limited });
    expect(index.shared).toEqual({ rights: 1, customers: 1 });
    index.forget(first.id);
    expect(index.shared).toEqual({ rights: 0, customers: 0 });
  });

  it('is never taken for other rights that are written with the same characters', () => {
    const alike = [
      aGrant({ services: ['a', 'b'], workspaces: null }),
      aGrant({ services: ['a,b'], workspaces: null }),
      aGrant({ services: ['a","b'], workspaces: null }),
      aGrant({ services: null, workspaces: ['a', 'b'] }),
      aGrant({ services: [], workspaces: [] }),
      aGrant({ services: [], workspaces: null }),
    ].map((grant) => aTokenState({ grant }));
    const index = indexOf(...alike);
    expect(index.shared.rights).toBe(alike.length);
    for (const state of alike) expect(find(index, state)).toMatchObject(entryOf(state));
  });
});
