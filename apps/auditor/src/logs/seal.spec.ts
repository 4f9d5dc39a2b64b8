import { describe, expect, it } from '@jest/globals';
import type { AuditRecord } from './audit-record.js';
import { seal } from './seal.js';

const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const record: AuditRecord = {
  schema_version: 1,
  log: 'token-events/0',
  index: 41,
  event_id: 'e1',
  event_source: 'issuer',
  action: 'token.issued',
  occurred_at: '2026-01-15T09:30:00.000Z',
  ingested_at: '2026-01-15T09:30:00.012Z',
  customer_id: '06EzYyPZwXUdJ5p0000002',
  actor: null,
  target_type: 'token',
  target_id: '06EzYyPZwXUdJ5p0000001',
  outcome: 'success',
  reason: null,
  ip: null,
  user_agent: 'café/1.0',
  request_id: null,
  duplicate_of: null,
  details: { sequence: 1, labels: { '€': 'Euro', '\r': 'CR', 1: 'One', '😀': 'Smiley' } },
};

/** Made by Python's json and hashlib. */
const bytes =
  '{"action":"token.issued","actor":null,"customer_id":"06EzYyPZwXUdJ5p0000002","details":{"labels":{"\\r":"CR","1":"One","€":"Euro","😀":"Smiley"},"sequence":1},' +
  '"duplicate_of":null,"event_id":"e1","event_source":"issuer","index":41,"ingested_at":"2026-01-15T09:30:00.012Z","ip":null,"log":"token-events/0",' +
  '"occurred_at":"2026-01-15T09:30:00.000Z","outcome":"success","reason":null,"request_id":null,"schema_version":1,"target_id":"06EzYyPZwXUdJ5p0000001",' +
  '"target_type":"token","user_agent":"café/1.0"}';

describe('seal', () => {
  it('writes the record as RFC 8785 does, and commits to it under the salt', () => {
    const sealed = seal(record, salt);
    expect(sealed.bytes.toString()).toBe(bytes);
    expect(sealed.commitment.toString('hex')).toBe('0a806b19b4b0480aa88dc852e50a85ad51de68370c0ea105b4219133c7d0c1b9');
    expect(sealed.leafHash.toString('hex')).toBe('e52fc683eb4f4a72da9b7f71a09e768d1307373e743a1e03bfcb6e0b5e650896');
  });

  it('writes what RFC 8785 shows in section 3.2.2 as the RFC does', () => {
    const details = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    const written = '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    expect(seal({ ...record, details }).bytes.toString()).toContain(`"details":${written},`);
  });

  it('takes a salt of its own for each record, so that equal records have nothing in common', () => {
    const [one, other] = [seal(record), seal(record)];
    expect(one.salt).toHaveLength(16);
    expect(one.bytes).toEqual(other.bytes);
    expect(one.commitment).not.toEqual(other.commitment);
    expect(one.leafHash).not.toEqual(other.leafHash);
  });
});
