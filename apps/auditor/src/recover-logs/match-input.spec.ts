import { expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { junk, received, revoked } from '../../test/records.js';
import { describeRecord } from '../ingest-batch/describe-record.js';
import { type AuditRecord, nothing } from '../logs/audit-record.js';
import { erasedAction } from '../logs/erased-entries.js';
import { inputRecord, matchInput } from './match-input.js';

const noTokens = { find: () => 'unknown' as const };
const at = { schema_version: 1, log: 'token-events/0', ingested_at: '2026-03-01T12:00:00.000Z', duplicate_of: null } as const;
const told = [revoked(), junk('{"marker'), revoked()].map((record, place) => received(record, BigInt(10 + 2 * place)));
const input = told.map(inputRecord);
const entries = told.map((record, index): AuditRecord => ({ ...describeRecord(record, noTokens), ...at, index }));
const own = (action: string, details: AuditRecord['details']): AuditRecord => ({ ...nothing, ...at, index: 0, action, details });
const from = { nextOffset: 10n, last: undefined };

it('knows how far the log accounts for its input after each entry, whatever lies between the records', () => {
  expect(matchInput('log', from, entries, input).map(({ nextOffset, last }) => [nextOffset, last?.offset])).toEqual([[11n, 10n], [13n, 12n], [15n, 14n]]);
  expect(matchInput('log', { nextOffset: 11n, last: undefined }, entries.slice(1), input)).toHaveLength(2);
});

it('takes what the log tells of itself for no record', () => {
  const gap = own('log.gap', { from_offset: 4, to_offset: 10 });
  const erased = own(erasedAction, { log: 'token-events/0', entries: [[0, 0]] });
  const accounts = matchInput('log', { nextOffset: 4n, last: undefined }, [gap, ...entries.slice(0, 1), erased], input);
  expect(accounts.map(({ nextOffset }) => nextOffset)).toEqual([10n, 11n, 11n]);
});

it.each([
  ['the topic no longer has its record', entries, input.slice(0, 2), 'no longer'],
  ['another event stands there', [entries[0], { ...(entries[2] as AuditRecord), event_id: mintId() }], [input[0], input[2]], 'not made of'],
  ['what could not be read stands elsewhere', [entries[1]], [input[0]], 'not made of'],
])('refuses where %s', (_, some, records, why) => {
  expect(() => matchInput('log', from, some as AuditRecord[], records as typeof input)).toThrow(why);
});
