import { describe, expect, it } from '@jest/globals';
import { containsSecret, mintToken } from '@latchkey/tokens';
import fc from 'fast-check';
import { contracts, contractsOf, tokenExpired } from './contracts.js';
import { decodeEvent } from './decode-event.js';
import { encodeEvent } from './encode-event.js';
import type { Event, EventContract } from './event.js';
import type { Decoded, IncomingRecord } from './record.js';

const id = '0'.repeat(22);
const about = { token_id: id, customer_id: id, service_account_id: id, token_name: 'ci', labels: { team: 'edge' } };
const data = { ...about, expires_at: '2026-01-01T00:00:00Z', service_account_name: null, last_used: null };
const sent = encodeEvent(tokenExpired, { id: 'e1', source: 'notifier', time: '2026-01-01T00:00:00Z', data });
const good: IncomingRecord = { key: sent.key, headers: sent.headers, value: Buffer.from(sent.value ?? '') };

const decode = (record: Partial<IncomingRecord>): Decoded => decodeEvent<EventContract>(contractsOf('token-events'), { ...good, ...record });
const withHeaders = (change: Record<string, string>): Decoded => decode({ headers: { ...good.headers, ...change } });
const withData = (change: object): Decoded => decode({ value: Buffer.from(JSON.stringify({ ...data, ...change })) });
const eventOf = (decoded: Decoded): Event => {
  if (decoded.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(decoded)}`);
  return decoded.event;
};
const without = (header: string): Record<string, string> =>
  Object.fromEntries(Object.entries(good.headers).filter(([name]) => name !== header));

describe('decodeEvent', () => {
  it('reads what encodeEvent wrote', () => {
    expect(decode({})).toEqual({
      kind: 'event',
      event: { id: 'e1', source: 'notifier', type: 'token.expired.v1', time: '2026-01-01T00:00:00Z', data },
    });
  });

  it('takes a null value as a tombstone, whatever else there is', () => {
    expect(decode({ value: null, headers: {} })).toEqual({ kind: 'tombstone' });
  });

  it('reads a dead letter by the contracts of its source', () => {
    expect(decodeEvent<EventContract>(contractsOf('token-events.dead'), good).kind).toBe('event');
  });

  it('gives the time in UTC', () => {
    expect(eventOf(withHeaders({ ce_time: '2026-01-01T01:00:00+01:00' })).time).toBe('2026-01-01T00:00:00.000Z');
  });
});

describe('what is unreadable', () => {
  it.each<[string, string, Decoded]>([
    ['no attributes', 'not_cloud_event', decode({ headers: {} })],
    ['another version of CloudEvents', 'not_cloud_event', withHeaders({ ce_specversion: '0.3' })],
    ['no id', 'not_cloud_event', decode({ headers: without('ce_id') })],
    ['a time that is none', 'not_cloud_event', withHeaders({ ce_time: 'yesterday' })],
    ['structured mode', 'not_cloud_event', withHeaders({ 'content-type': 'application/cloudevents+json; charset=UTF-8' })],
    ['a type that nobody defined', 'unknown_type', withHeaders({ ce_type: 'token.invented.v1' })],
    ['a type of another topic', 'unknown_type', withHeaders({ ce_type: 'token.state.v1' })],
    ['an empty value', 'not_json', decode({ value: Buffer.alloc(0) })],
    ['half a value', 'not_json', decode({ value: Buffer.from((sent.value ?? '').slice(0, -1)) })],
    ['bytes that are no UTF-8', 'not_json', decode({ value: Buffer.from([0x22, 0xff, 0x22]) })],
    ['JSON nested too deep', 'broken_schema', decode({ value: Buffer.from('['.repeat(50_000) + ']'.repeat(50_000)) })],
    ['a field of the wrong type', 'broken_schema', withData({ token_name: 7 })],
    ['a field that nobody defined', 'broken_schema', withData({ more: true })],
    ['a key that is not the data’s', 'wrong_key', decode({ key: '1'.repeat(22) })],
    ['no key', 'wrong_key', decode({ key: null })],
  ])('%s is %s', (_, reason, decoded) => {
    expect(decoded).toMatchObject({ kind: 'unreadable', reason });
  });

  it('is described by place, not by content', () => {
    expect(withData({ token_name: 7, token_id: 'attacker text' })).toMatchObject({
      detail: 'token_id: invalid_format; token_name: invalid_type',
    });
  });

  it('is described without the names that the sender chose', () => {
    expect(withData({ labels: { 'Attacker Text': 7 } })).toMatchObject({ detail: 'labels.*: invalid_type' });
  });
});

describe('decodeEvent never throws', () => {
  const headers = fc.record({
    ce_specversion: fc.constantFrom('1.0', '', '2'),
    ce_id: fc.string(),
    ce_source: fc.string(),
    ce_type: fc.oneof(fc.constantFrom(...contracts.map(({ type }) => type)), fc.string()),
    ce_time: fc.oneof(fc.constant('2026-01-01T00:00:00Z'), fc.string()),
  }, { requiredKeys: [] });
  const bytes = fc.oneof(fc.uint8Array(), fc.json(), fc.constant(sent.value ?? '')).map((value) => Buffer.from(value));

  it('on any headers, key and bytes', () => {
    const record = fc.record({ key: fc.option(fc.string()), value: fc.option(bytes), headers });
    fc.assert(fc.property(record, (junk) => ['event', 'tombstone', 'unreadable'].includes(decodeEvent<EventContract>(contracts, junk).kind)), {
      numRuns: 1000,
    });
  });

  it('on any change of one byte of a good record', () => {
    fc.assert(
      fc.property(fc.nat(good.value ? good.value.length - 1 : 0), fc.nat(255), (at, byte) => {
        const value = Buffer.from(good.value ?? []);
        value[at] = byte;
        expect(['event', 'unreadable']).toContain(decode({ value }).kind);
      }),
    );
  });
});

describe('a secret on Kafka is replaced before anything else sees it (invariant 1)', () => {
  const secret = mintToken();
  const escaped = [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

  it.each([
    ['plain', secret],
    ['spelt with escapes', escaped],
    ['spelt with one escape', secret.replace('l', '\\u006C')],
    ['behind an escaped quotation mark', `\\"${secret}`],
    ['in other text', `x${secret}x`],
  ])('%s', (_, written) => {
    const value = Buffer.from((sent.value ?? '').replace('"ci"', `"${written}"`).replace('edge', written));
    const event = eventOf(decode({ value }));
    expect(containsSecret(JSON.stringify(event))).toBe(false);
    expect(event.data).toMatchObject({ token_name: expect.stringContaining('lka_[redacted]') });
  });

  it('behind an escaped line end, which then breaks the contract', () => {
    expect(withData({ token_name: `\n${secret}` })).toMatchObject({ kind: 'unreadable', reason: 'broken_schema', detail: 'token_name: invalid_format' });
  });

  it('in the attributes', () => {
    const event = eventOf(withHeaders({ ce_id: secret, ce_source: secret, ce_subject: secret }));
    expect(event).toMatchObject({ id: 'lka_[redacted]', source: 'lka_[redacted]', subject: 'lka_[redacted]' });
  });
});
