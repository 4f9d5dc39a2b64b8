import { describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { aToken, batchOf, beatRecord, changed, iso, stateRecord, tombstone } from '../../test/schedule.js';
import { tokenChanges } from './token-changes.js';

const read = (...records: OutgoingRecord[]) => tokenChanges(batchOf(records, 0, 0n).records);

describe('tokenChanges', () => {
  const one = aToken(1, 100);
  const other = aToken(2, 200);

  it('gathers all states of each token in the order of the log, and the last heartbeat', () => {
    const renamed = changed(one, 3, { name: 'renamed' });
    const changes = read(stateRecord(one), beatRecord(2), stateRecord(other), stateRecord(renamed), beatRecord(4));
    expect([...changes.states]).toEqual([
      [one.id, [one, renamed]],
      [other.id, [other]],
    ]);
    expect(changes).toMatchObject({ asOf: iso(4), unreadable: 0 });
  });

  it('forgets what stood before a tombstone, and keeps what stands after it', () => {
    const changes = read(stateRecord(one), stateRecord(other), tombstone(one.id), tombstone(other.id), stateRecord(other));
    expect([...changes.buried]).toEqual([one.id, other.id]);
    expect([...changes.states]).toEqual([[other.id, [other]]]);
  });

  it('counts what it cannot read, and takes nothing from it', () => {
    const junk = { topic: 'token-state', key: one.id, value: '{', headers: {} } as const;
    expect(read(junk, { ...stateRecord(one), key: other.id })).toEqual({ buried: new Set(), states: new Map(), asOf: undefined, unreadable: 2 });
  });
});
