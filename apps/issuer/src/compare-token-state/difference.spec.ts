import { expect, it } from '@jest/globals';
import { aTokenState } from '@latchkey/testing';
import { describe as describeDifference, differenceOf } from './difference.js';
import { type Fingerprint, fingerprintOf } from './fingerprint.js';

const row = (sequence: number, hash = 'a'): Fingerprint => ({ sequence, hash });
const last = (state: Fingerprint | undefined): { partition: number; offset: bigint; state: Fingerprint | undefined } => ({ partition: 2, offset: 7n, state });

it.each([
  ['nothing where both say the same', row(3), last(row(3)), undefined],
  ['nothing where neither knows it', undefined, undefined, undefined],
  ['missing_on_topic', row(3), undefined, 'missing_on_topic'],
  ['missing_in_database', undefined, last(row(3)), 'missing_in_database'],
  ['behind', row(3), last(row(2)), 'behind'],
  ['ahead', row(3), last(row(4)), 'ahead'],
  ['differs', row(3, 'a'), last(row(3, 'b')), 'differs'],
  ['unreadable, whatever it may have been', row(3), last(undefined), 'unreadable'],
  ['unreadable, also where no token is', undefined, last(undefined), 'unreadable'],
])('%s', (_, inDatabase, onTopic, expected) => {
  expect(differenceOf(inDatabase, onTopic)).toBe(expected);
});

it('tells where a record stands, and its key only where that is the id of a token', () => {
  const { id } = aTokenState();
  const place = { sequence_in_database: 3, sequence_on_topic: 2, partition: 2, offset: '7' };
  expect(describeDifference(id, row(3), last(row(2)))).toEqual({ token_id: id, ...place });
  expect(describeDifference('anything', row(3), last(row(2)))).toEqual({ token_id: null, ...place });
});

it('the order of labels makes no difference, everything else does', () => {
  const state = aTokenState({ labels: { team: 'web', env: 'ci' } });
  expect(fingerprintOf({ ...state, labels: { env: 'ci', team: 'web' } })).toEqual(fingerprintOf(state));
  expect(fingerprintOf({ ...state, labels: { env: 'ci', team: 'cdn' } })).not.toEqual(fingerprintOf(state));
  expect(fingerprintOf({ ...state, notify_days: [] })).not.toEqual(fingerprintOf(state));
});
