import { describe, expect, it } from '@jest/globals';
import { mintId, mintToken } from '@latchkey/tokens';
import { maxReports } from './report-activity.request.js';
import { type PlacedReport, ReportsPipe } from './reports.pipe.js';

const report = { id: 'event-01', occurred_at: '2026-03-01T12:00:00Z', token_id: mintId(), action: 'version.activated', target: { type: 'version', id: '42' }, outcome: 'success' };
const read = (input: unknown): PlacedReport[] => new ReportsPipe().transform(input);
const refused = (pointer: string) => expect.objectContaining({ code: 'invalid_request', errors: [expect.objectContaining({ pointer })] });
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('a body of POST /activity', () => {
  it('is a report, of which much may be left out', () => {
    const left = { service_account_id: null, service_id: null, reason: null, ip: null, user_agent: null, request_id: null, details: {} };
    expect(read(report)).toEqual([{ place: '', report: { ...report, ...left } }]);
  });

  it('is a list of reports', () => {
    const both = read({ events: [report, { ...report, id: 'event-02' }] });
    expect(both.map(({ place, report: { id } }) => [place, id])).toEqual([['/events/0', 'event-01'], ['/events/1', 'event-02']]);
  });

  it.each<[string, object]>([
    ['/id', { id: 'short' }],
    ['/id', { id: 'with space' }],
    ['/id', { id: 'x'.repeat(101) }],
    ['/occurred_at', { occurred_at: 'yesterday' }],
    ['/customer_id', { customer_id: '7' }],
    ['/token_id', { token_id: mintId().slice(1) }],
    ['/action', { action: 'activated' }],
    ['/action', { action: 'Version.Activated' }],
    ['/action', { action: `a.${'b'.repeat(79)}` }],
    ['/action', { action: '.a' }],
    ['/target/type', { target: { type: 'a b', id: '42' } }],
    ['/target/id', { target: { type: 'version', id: '' } }],
    ['/target', { target: undefined }],
    ['/outcome', { outcome: 'unclear' }],
    ['/reason', { reason: 'x'.repeat(101) }],
    ['/ip', { ip: '192.0.2.256' }],
    ['/details', { details: { a: nested(5) } }],
    ['/details', { details: { text: 'x'.repeat(16 * 1024) } }],
    ['/details', { details: { big: JSON.parse('1e999') as unknown } }],
    ['/details', { details: [] }],
    ['', { reported_by: null }],
  ])('is refused at %s: %j', (pointer, change) => {
    expect(() => read({ ...report, ...change })).toThrow(refused(pointer));
    expect(() => read({ events: [report, { ...report, id: 'event-02', ...change }] })).toThrow(refused(`/events/1${pointer}`));
  });

  it.each<[string, unknown]>([
    ['/events', { events: [] }],
    ['/events', { events: [...Array(maxReports + 1).keys()].map((n) => ({ ...report, id: `event-${n + 1000}` })) }],
    ['/events/1/id', { events: [report, report] }],
    ['', { events: [report], more: true }],
    ['', [report]],
    ['', undefined],
  ])('is refused at %s where the list is none', (pointer, input) => {
    expect(() => read(input)).toThrow(refused(pointer));
  });

  it('may have details five deep', () => {
    expect(read({ ...report, details: { a: nested(4) } })).toHaveLength(1);
  });

  it('is refused with a secret in it, at any depth and in any name (invariant 1)', () => {
    const secret = mintToken();
    for (const change of [{ details: { a: [{ b: `x ${secret}` }] } }, { details: { [secret]: 1 } }, { user_agent: secret }, { target: { type: 'version', id: secret } }, { id: secret }]) {
      expect(() => read({ ...report, ...change })).toThrow(expect.objectContaining({ code: 'contains_secret', status: 422 }));
      expect(() => read({ events: [{ ...report, ...change }] })).toThrow(expect.objectContaining({ code: 'contains_secret' }));
    }
  });
});
