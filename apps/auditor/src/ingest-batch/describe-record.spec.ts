import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contractsOf, type OutgoingRecord } from '@latchkey/contracts';
import { mintToken } from '@latchkey/tokens';
import { junk, received, revoked } from '../../test/records.js';
import { type Description, nothing } from '../logs/audit-record.js';
import { seal } from '../logs/seal.js';
import { type AuditedRecord, auditedTopics } from './audited.js';
import { describeRecord } from './describe-record.js';

interface Sample extends Omit<OutgoingRecord, 'value'> {
  readonly value: Record<string, unknown>;
}

function sample(type: string): Sample {
  return JSON.parse(readFileSync(new URL(`../../../../libs/contracts/samples/${type}.json`, import.meta.url), 'utf8')) as Sample;
}
const describeSample = ({ value, ...rest }: Sample): Description => describeIt(received({ ...rest, value: JSON.stringify(value) }, 7n));

const describeIt = (record: AuditedRecord): Description => describeRecord(record, { find: () => 'another' });
/** What services tell is described on its own. */
const ownTypes = auditedTopics.flatMap((topic) => contractsOf(topic).map(({ type }) => type)).filter((type) => type !== 'activity.reported.v1');

const admin = { kind: 'token', token_id: '06EzYyPZwXUdJ5p0000004', service_account_id: '06EzYyPZwXUdJ5p0000006', person_id: null, name: 'provisioner' };
const notifier = { kind: 'system', token_id: null, service_account_id: null, person_id: null, name: 'notifier' };
const person = { kind: 'person', token_id: null, service_account_id: null, person_id: '06EzYyPZwXUdJ5p0000008', name: 'ada@example.com' };
const request = { ip: '192.0.2.10', user_agent: 'curl/8.5.0', request_id: 'req-1' };

const byAdmin = { event_source: 'issuer', actor: admin as Description['actor'], outcome: 'success', ...request } as const;
const byPerson = { ...byAdmin, actor: person as Description['actor'] };
const ofCustomer = { target_type: 'customer', target_id: '06EzYyPZwXUdJ5p0000002' };
const ofVerifier = { target_type: 'verifier', target_id: 'verifier-1' };
const ofAccount = { target_type: 'service_account', target_id: '06EzYyPZwXUdJ5p0000003' };

/** By contract: what its sample says in fields of their own. `details` has all the rest. */
const told: Record<string, Partial<Description>> = {
  'token.revoked.v1': { ...byAdmin, reason: 'requested' },
  'token.predecessor-used.v1': { ...byAdmin, service_id: 'svc-1' },
  'token.used.v1': { event_source: 'verifier', outcome: 'failure', reason: 'permission_refused', ip: request.ip, user_agent: request.user_agent },
  'verification.unknown.v1': { event_source: 'verifier', ...ofVerifier, outcome: 'failure', reason: 'unknown', ip: request.ip, user_agent: request.user_agent },
  'usage.dropped.v1': { event_source: 'verifier', ...ofVerifier },
  'token.expiring.v1': { event_source: 'notifier', actor: notifier as Description['actor'] },
  'token.expired.v1': { event_source: 'notifier', actor: notifier as Description['actor'] },
  'token.unused.v1': { event_source: 'notifier', actor: notifier as Description['actor'] },
  ...Object.fromEntries(['issued', 'updated', 'rotated', 'suspended', 'resumed', 'leaked'].map((act) => [`token.${act}.v1`, byAdmin])),
  'token.refused-often.v1': {
    event_source: 'notifier', actor: notifier as Description['actor'], reason: 'permission_refused', ip: request.ip, user_agent: request.user_agent,
  },
  ...Object.fromEntries(['created', 'updated', 'offboarded', 'erased'].map((act) => [`customer.${act}.v1`, { ...byPerson, ...ofCustomer }])),
  ...Object.fromEntries(['created', 'updated', 'deleted'].map((act) => [`service-account.${act}.v1`, { ...byPerson, ...ofAccount }])),
};
/** What the record names as its target, or has a field of its own for. */
const ownFields = ['customer_id', 'actor', 'ip', 'user_agent', 'request_id', 'outcome', 'reason', 'last_ip', 'last_user_agent'];
const targetFields: Record<string, string> = { token: 'token_id', 'service-account': 'service_account_id', verification: 'verifier', usage: 'verifier' };
const targetField = (type: string): string | undefined => targetFields[type.split('.')[0] ?? ''];


describe('describeRecord', () => {
  it.each(ownTypes)('tells all that %s does, each in one place save the service', (type) => {
    const given = sample(type);
    expect(describeSample(given)).toEqual({
      ...nothing,
      event_id: given.headers['ce_id'],
      action: type.replace('.v1', ''),
      occurred_at: '2026-01-15T09:30:00.000Z',
      customer_id: '06EzYyPZwXUdJ5p0000002',
      target_type: 'token',
      target_id: '06EzYyPZwXUdJ5p0000001',
      ...(told[type]?.target_type === undefined ? { token_id: '06EzYyPZwXUdJ5p0000001' } : {}),
      ...told[type],
      details: Object.fromEntries(Object.entries(given.value).filter(([name]) => ![...ownFields, targetField(type)].includes(name))),
    });
  });

  it('tells of an allowed use as a success, and for which service it was', () => {
    const given = sample('token.used.v1');
    const value = { ...given.value, outcome: 'allowed', reason: null, last_service_id: 'www' };
    expect(describeSample({ ...given, value })).toMatchObject({ outcome: 'success', reason: null, service_id: 'www', details: { last_service_id: 'www' } });
  });

  it.each<[string, OutgoingRecord]>([
    ['not_json', junkLike('{"half')],
    ['broken_schema', junkLike('{"token_id":"marker"}')],
    ['unknown_type', { ...junkLike('{}'), headers: { ...revoked().headers, ce_type: 'token.marker.v1' } }],
    ['not_cloud_event', junk('marker')],
    ['wrong_key', { ...revoked({ token_name: 'marker' }), key: 'marker' }],
    ['not_json', junk(null)],
  ])('says of what cannot be read (%s) what it was, where, and nothing that stands in it', (reason, record) => {
    const value = record.value ?? '';
    const description = describeIt(received(record, 7n));
    const unread = record.value === null ? 'no_value' : reason;
    const details = { sha256: createHash('sha256').update(value).digest('hex'), size: value.length, offset: 7, reason: unread };
    expect(description).toEqual({ ...nothing, action: 'record.unreadable', details });
    expect(JSON.stringify(description)).not.toContain('marker');
  });

  it('does not lose an event to characters that cannot be stored: they are replaced', () => {
    const record = revoked({ user_agent: 'a\0b\ud800c😀', request_id: '\udfff' });
    const description = describeIt(received({ ...record, headers: { ...record.headers, ce_id: 'e\0' } }, 0n));
    expect(description).toMatchObject({ action: 'token.revoked', event_id: 'e\ufffd', user_agent: 'a\ufffdb\ufffdc😀', request_id: '\ufffd' });
    expect(() => sealed(description)).not.toThrow();
  });

  it('takes what it could not publish for unreadable: else its log would stand still', () => {
    const farAway = { ...revoked(), headers: { ...revoked().headers, ce_time: '0000-01-01T00:00:00+23:00' } };
    expect(describeIt(received(farAway, 0n))).toMatchObject({ action: 'record.unreadable', customer_id: null, details: { reason: 'not_recordable' } });
    const given = sample('token.issued.v1');
    const services = [...Array(1000).keys()].map((n) => `${n}`.padEnd(255, '\u0001'));
    const grant = { ...(given.value['grant'] as object), services, workspaces: services };
    expect(describeSample({ ...given, value: { ...given.value, grant } })).toMatchObject({ action: 'record.unreadable', details: { reason: 'too_large' } });
  });

  it('invariant 1: keeps no secret, wherever one stands', () => {
    const secret = mintToken();
    const record = revoked();
    const value = record.value?.replace('"ci"', JSON.stringify(`ci ${secret}`)) ?? '';
    const description = describeIt(received({ ...record, value, headers: { ...record.headers, ce_id: secret, ce_source: `at ${secret}` } }, 0n));
    expect(description).toMatchObject({ action: 'token.revoked' });
    expect(JSON.stringify(description)).not.toContain(secret);
  });
});

function junkLike(value: string): OutgoingRecord {
  return { ...revoked(), value };
}
function sealed(description: Description): Buffer {
  const place = { schema_version: 1, log: 'token-events/0', index: 0, ingested_at: '2026-01-15T09:30:00.012Z', duplicate_of: null } as const;
  return seal({ ...description, ...place }).bytes;
}
