import type { GroupFound } from '@latchkey/kafka';
import { describe, expect, it } from '@jest/globals';
import { judgeGroups } from './consumers.check.js';
import type { Level } from './finding.js';

const group = (next: bigint, more: Partial<GroupFound> = {}): GroupFound => ({
  group: 'notifier',
  state: 'Stable',
  read: [{ topic: 'latchkey.token-state', partition: 2, next, low: 100n, high: 30_000n }],
  ...more,
});
const judged = (found: GroupFound): [Level, string][] => judgeGroups([found]).map(({ level, text }) => [level, text]);

describe('judgeGroups', () => {
  it('has nothing to say of a few records, nor of a group that has committed nothing yet', () => {
    expect(judged(group(29_990n))).toEqual([['ok', 'all 1 groups read and are at most 10 records behind']]);
    expect(judged(group(0n, { read: [] }))).toEqual([['ok', 'all 1 groups read and are at most 0 records behind']]);
  });

  it.each<[string, GroupFound, Level, string]>([
    ['a group without a reader', group(29_990n, { state: 'Empty' }), 'fail', 'nobody reads for notifier, which is 10 records behind'],
    ['a group that never was', group(0n, { state: 'Dead', read: [] }), 'fail', 'nobody reads for notifier, which is 0 records behind'],
    ['many records that wait', group(9_999n), 'warn', 'notifier is 20001 records behind'],
    ['a group that does not settle', group(30_000n, { state: 'PreparingRebalance' }), 'warn', 'notifier is sharing its partitions out anew (PreparingRebalance)'],
  ])('finds %s', (_, found, level, text) => {
    expect(judged(found)).toEqual([[level, text]]);
  });

  it('finds records that went before they were read, and counts those that are left', () => {
    expect(judged(group(40n))).toEqual([
      ['fail', 'notifier did not read 60 records of latchkey.token-state/2: they are gone'],
      ['warn', 'notifier is 29900 records behind'],
    ]);
  });

  it('lets the auditor be further behind, as its alert does', () => {
    expect(judged(group(0n, { group: 'auditor', read: [{ topic: 'a', partition: 0, next: 0n, low: 0n, high: 50_000n }] }))).toEqual([['ok', expect.any(String)]]);
    expect(judged(group(0n, { group: 'auditor', read: [{ topic: 'a', partition: 0, next: 0n, low: 0n, high: 50_001n }] }))).toEqual([['warn', 'auditor is 50001 records behind']]);
  });
});
