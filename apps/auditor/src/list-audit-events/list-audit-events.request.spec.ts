import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cursorOf, listAuditEventsQuery } from './list-audit-events.request.js';

const read = (query: object) => listAuditEventsQuery.safeParse(query);
const junk = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the cursor of GET /audit-events', () => {
  it('leads back to the place that it was made from', () => {
    const place = fc.record({
      ingestedAt: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }),
      log: fc.constantFrom('token-events/0', 'token-usage/11', 'token-events/3@2'),
      index: fc.maxSafeNat(),
    });
    fc.assert(fc.property(place, (at) => expect(read({ cursor: cursorOf(at) })).toMatchObject({ success: true, data: { cursor: at } })));
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
    'x'.repeat(301),
  ])('is refused where it is none: %s', (cursor) => {
    expect(read({ cursor }).success).toBe(false);
  });

  it('never fails otherwise', () => {
    fc.assert(fc.property(fc.string(), (cursor) => typeof read({ cursor }).success === 'boolean'));
  });
});

describe('the query of GET /audit-events', () => {
  it('asks for 50 unless it says otherwise', () => {
    expect(read({})).toEqual({ success: true, data: { limit: 50 } });
    expect(read({ limit: '1000', action: 'token.' })).toEqual({ success: true, data: { limit: 1000, action: 'token.' } });
    expect(read({ action: 'activity.dns-record.v2_added', target_id: 'a/b é' })).toMatchObject({ success: true });
  });

  it.each([{ limit: '0' }, { limit: '1001' }, { limit: '1.5' }, { limit: 'x' }, { action: '' }, { action: 'token%' }, { token_id: 'x' }, { target_id: '' }, { target_id: 'x'.repeat(256) }, { customer_id: '1' }, { page: '1' }])(
    'refuses %j',
    (query) => {
      expect(read(query).success).toBe(false);
    },
  );
});
