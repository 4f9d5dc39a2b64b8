import { expect, it } from '@jest/globals';
import { encodeEvent, type TokenState, tokenState } from '@latchkey/contracts';
import type { Batch } from '@latchkey/kafka';
import { readRecord } from '@latchkey/kafka';
import { aTokenState } from '@latchkey/testing';
import { NewerStates } from './newer-states.js';

const token = aTokenState();
const at = (sequence: number, change: Partial<TokenState> = {}): TokenState => ({ ...token, sequence, ...change });
const tombstone = { key: token.id, value: null, headers: {} };

type Told = TokenState | typeof tombstone;

function read(known: number | 'buried' | undefined, ...told: Told[]): NewerStates {
  const newer = new NewerStates(new Map(known === undefined ? [] : [[token.id, known]]));
  const records = told.map((each, offset) => {
    const { key, value, headers } = 'value' in each ? each : encodeEvent(tokenState, { id: 'x', source: 'issuer', time: each.changed_at, data: each });
    const record = { key: Buffer.from(key), value: value === null ? null : Buffer.from(value), headers };
    return { offset: BigInt(offset), timestamp: 0, ...readRecord('token-state', record) };
  });
  newer.take({ records } as unknown as Batch<'token-state'>);
  return newer;
}

it.each<[string, number | 'buried' | undefined, Told[], number | undefined]>([
  ['a state beyond the database’s', 2, [at(2), at(3)], 3],
  ['the highest, though an earlier one was sent again', 1, [at(3), at(1)], 3],
  ['a token that the database has not', undefined, [at(1)], 1],
  ['no state that the database knows', 3, [at(2), at(3)], undefined],
  ['no token that the database has buried', 'buried', [at(9)], undefined],
  ['no token that readers were told to forget', 1, [at(2), tombstone], undefined],
])('finds %s', (_, known, told, sequence) => {
  expect(read(known, ...told).states.get(token.id)?.sequence).toBe(sequence);
});

it.each<[string, number | 'buried' | undefined, Told[], boolean]>([
  ['a live token of which only a tombstone is left', 1, [tombstone], true],
  ['one whose earlier state was sent once more', 1, [at(2), tombstone, at(1)], true],
  ['none that the database has buried itself', 'buried', [tombstone], false],
  ['none that it has not', undefined, [at(1), tombstone], false],
])('counts as buried %s', (_, known, told, buried) => {
  expect(read(known, ...told).buried.has(token.id)).toBe(buried);
});
