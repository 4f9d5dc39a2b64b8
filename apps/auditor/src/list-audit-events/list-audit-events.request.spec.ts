import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EventCursor, writeCursor } from '../audit-events/event-cursor.js';
import { listAuditEventsQuery } from './list-audit-events.request.js';

const read = (query: object) => listAuditEventsQuery.safeParse(query);
const junk = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the cursor of GET /audit-events', () => {
  const place = fc.record({
    ingestedAt: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
    log: fc.constantFrom('token-events/0', 'token-usage/11', 'token-events/3@2'),
    index: fc.maxSafeNat(),
  });
  const newest = place.map((at): EventCursor => ({ order: 'desc', ...at }));
  const settled = fc
    .record({ era: fc.stringMatching(/^[0-9a-f]{32}$/), txn: fc.bigInt(0n, 10n ** 18n - 1n).map(String), place: fc.option(place, { nil: undefined }) })
    .map((at): EventCursor => ({ order: 'asc', ...at }));

  it('leads back to the place that it was made from', () => {
    fc.assert(
      fc.property(fc.oneof(newest, settled), (cursor) =>
        expect(read({ cursor: writeCursor(cursor), order: cursor.order })).toMatchObject({ success: true, data: { cursor } }),
      ),
    );
  });

  it('is refused in the other order', () => {
    fc.assert(fc.property(fc.oneof(newest, settled), (cursor) => !read({ cursor: writeCursor(cursor), order: cursor.order === 'asc' ? 'desc' : 'asc' }).success));
  });

  it.each([
    'junk',
    '',
    '{}',
    junk([]),
    junk(['2026-01-01T00:00:00.000Z', 'token-events/0']),
    junk(['yesterday', 'token-events/0', 1]),
    junk(['2026-01-01T00:00:00.000Z', "x' or true --", 1]),
    junk(['2026-01-01T00:00:00.000Z', 'token-events/0', -1]),
    junk(['2026-01-01T00:00:00.000Z', 'token-events/0', 1e300]),
    junk(['2026-01-01T00:00:00.000Z', 'token-events/0', 1, 1]),
    junk(['f'.repeat(32), '18446744073709551616']),
    junk(['f'.repeat(31), '1']),
    'x'.repeat(401),
  ])('is refused where it is none: %s', (cursor) => {
    expect(read({ cursor }).success).toBe(false);
  });

  it('never fails otherwise', () => {
    fc.assert(fc.property(fc.string(), (cursor) => typeof read({ cursor }).success === 'boolean'));
  });
});

describe('the query of GET /audit-events', () => {
  it('asks for 50 unless it says otherwise', () => {
    expect(read({})).toEqual({ success: true, data: { order: 'desc', limit: 50 } });
    expect(read({ limit: '1000', action: 'token.' })).toEqual({ success: true, data: { order: 'desc', limit: 1000, action: 'token.' } });
    expect(read({ action: 'activity.dns-record.v2_added', target_id: 'a/b é' })).toMatchObject({ success: true });
  });

  it.each([{ limit: '0' }, { limit: '1001' }, { limit: '1.5' }, { limit: 'x' }, { action: '' }, { action: 'token%' }, { token_id: 'x' }, { target_id: '' }, { target_id: 'x'.repeat(256) }, { customer_id: '1' }, { page: '1' }, { order: 'up' }, { outcome: 'maybe' }, { ip: 'x' }, { from: 'yesterday' }, { service_account_id: 'x' }, { actor_id: '' }])(
    'refuses %j',
    (query) => {
      expect(read(query).success).toBe(false);
    },
  );

  it('writes each address in one way', () => {
    expect(read({ ip: '::ffff:192.0.2.1' })).toMatchObject({ data: { ip: '192.0.2.1' } });
    expect(read({ ip: '2001:DB8:0:0::1' })).toMatchObject({ data: { ip: '2001:db8::1' } });
  });

  it.each([
    [{ from: '2026-03-02T00:00:00Z', to: '2026-03-02T00:00:00Z' }, 'to'],
    [{ text: 'curl' }, 'from'],
    [{ text: 'curl', from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:01Z' }, 'from'],
    [{ text: 'cu', from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' }, 'text'],
  ])('takes no range that cannot be searched: %j', (query, path) => {
    expect(read(query)).toMatchObject({ success: false, error: { issues: [{ path: [path] }] } });
  });

  it('takes a text within a month', () => {
    expect(read({ text: 'curl', from: '2026-03-01T01:00:00+01:00', to: '2026-04-01T00:00:00Z' })).toMatchObject({ data: { from: new Date('2026-03-01T00:00:00Z') } });
  });
});
