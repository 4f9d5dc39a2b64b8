import { describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import fc from 'fast-check';
import { entryOf } from '../../test/entries.js';
import { aStep, digests, tokens } from '../../test/steps.js';
import { entryAt } from '../keyring-entry.js';
import { indexedState } from './indexed-state.js';
import { type PutOutcome, TokenIndex } from './token-index.js';

/** What the index has to be, in plain maps of whole states. */
class Model {
  readonly byId = new Map<string, { state: TokenState; unreadable: boolean }>();
  readonly unread = new Set<string>();
  private readonly buried = new Map<string, number>();

  put(state: TokenState): PutOutcome {
    const known = this.byId.get(state.id);
    const last = known?.state.sequence ?? this.buried.get(state.id) ?? 0;
    if (state.sequence < last || (state.sequence === last && !this.unread.has(state.id))) return 'old';
    if ([...this.byId.values()].some(({ state: { id, digest } }) => digest === state.digest && id !== state.id)) {
      this.refuse(state.id);
      return 'conflict';
    }
    this.unread.delete(state.id);
    this.byId.set(state.id, { state, unreadable: false });
    return 'applied';
  }

  forget(id: string): void {
    this.unread.delete(id);
    const known = this.byId.get(id);
    if (known) this.buried.set(id, known.state.sequence);
    this.byId.delete(id);
  }

  refuse(id: string): void {
    this.unread.add(id);
    const known = this.byId.get(id);
    if (known) this.byId.set(id, { ...known, unreadable: true });
  }
}

function expectAlike(index: TokenIndex, model: Model): void {
  expect([index.size, index.unreadable]).toEqual([model.byId.size, model.unread.size]);
  const held = new Map([...model.byId.values()].map((one) => [one.state.digest, one]));
  for (const digest of digests) {
    const row = index.find(digest);
    const expected = held.get(digest);
    if (!expected) expect(row).toBe(-1);
    else expect(entryAt(index, row)).toMatchObject(entryOf(expected.state, expected));
  }
  for (const { id } of tokens) expect(index.knows(id)).toBe(model.byId.has(id));
  const states = [...model.byId.values()].map(({ state }) => state);
  const rightsOf = ({ grant: { permissions, services, workspaces, networks } }: TokenState): string => JSON.stringify([permissions, services, workspaces, networks]);
  expect(index.shared).toEqual({ rights: new Set(states.map(rightsOf)).size, customers: new Set(states.map((state) => state.customer_id)).size });
}

describe('an index', () => {
  it.each([0, 1, 10])('does what plain maps do, with 2^%d shards', (shardBits) => {
    fc.assert(
      fc.property(fc.array(aStep, { minLength: 1, maxLength: 120, size: 'max' }), (steps) => {
        const [index, model] = [new TokenIndex({ shardBits }), new Model()];
        for (const step of steps) {
          if (step.kind === 'put') expect(index.put(indexedState(step.state))).toBe(model.put(step.state));
          else for (const one of [index, model]) one[step.kind](step.id);
        }
        expectAlike(index, model);
      }),
      { numRuns: 150 },
    );
  });
});
