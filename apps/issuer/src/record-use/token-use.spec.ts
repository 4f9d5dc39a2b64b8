import { describe, expect, it } from '@jest/globals';
import { contractsOf, decodeEvent, encodeEvent, tokenUsed, verificationUnknown } from '@latchkey/contracts';
import type { DataOf, OutgoingRecord } from '@latchkey/contracts';
import type { ReceivedRecord } from '@latchkey/kafka';
import { mintId, mintToken } from '@latchkey/tokens';
import { lastUses } from './last-use.js';
import { type TokenUse, usesIn } from './token-use.js';

const now = new Date('2026-01-01T12:00:00Z');
const tokenId = mintId();
/** Stands for `SECRET`: our own producers send none. */
const secret = mintToken();

function record(overrides: Partial<DataOf<typeof tokenUsed>>): ReceivedRecord<'token-usage'> {
  const time = '2026-01-01T11:59:30.000Z';
  const data = {
    token_id: tokenId,
    customer_id: mintId(),
    service_account_id: mintId(),
    verifier: 'v1',
    minute: '2026-01-01T11:59:00.000Z',
    outcome: 'allowed' as const,
    reason: null,
    count: 2,
    last_used_at: time,
    last_ip: '192.0.2.1',
    last_user_agent: 'curl/8.5.0',
    last_service_id: 'www',
    ...overrides,
  };
  return received(encodeEvent(tokenUsed, { id: mintId(), source: 'verifier', time, subject: tokenId, data }));
}
function received({ key, value, headers }: OutgoingRecord): ReceivedRecord<'token-usage'> {
  const raw = { key, value: Buffer.from(String(value).replace('SECRET', secret)), headers };
  return { offset: 0n, timestamp: 0, raw, decoded: decodeEvent(contractsOf('token-usage'), raw) };
}
const read = (overrides: Partial<DataOf<typeof tokenUsed>>): TokenUse => usesIn([record(overrides)], now)[0] as TokenUse;

describe('usesIn', () => {
  it('reads what was told', () => {
    const whole = { tokenId, reason: null, count: 2, at: new Date('2026-01-01T11:59:30Z'), ip: '192.0.2.1', userAgent: 'curl/8.5.0', serviceId: 'www' };
    expect(read({})).toEqual(whole);
    expect(read({ outcome: 'refused', reason: 'expired' }).reason).toBe('expired');
    expect(read({ outcome: 'refused' }).reason).toBe('refused');
  });

  it('leaves out what is of no token', () => {
    const data = {
      verifier: 'v1',
      customer_id: null,
      minute: '2026-01-01T11:59:00.000Z',
      reason: 'unknown',
      count: 2,
      last_seen_at: '2026-01-01T11:59:30.000Z',
      last_ip: null,
      last_user_agent: null,
    };
    const unknown = received(encodeEvent(verificationUnknown, { id: mintId(), source: 'verifier', time: data.last_seen_at, data }));
    expect(usesIn([unknown, record({})], now)).toHaveLength(1);
  });

  it('takes no use from the future, which would hide all that follow', () => {
    expect(read({ last_used_at: '2999-01-01T00:00:00Z' }).at).toEqual(now);
  });

  it('leaves out what Postgres would not store and so never let pass, and replaces a secret', () => {
    expect(read({ last_ip: 'a\u0000b', last_user_agent: 'a\u0000 SECRET', last_service_id: '\ud83d' })).toMatchObject({ ip: null, userAgent: 'a lka_[redacted]', serviceId: null });
  });
});

describe('lastUses', () => {
  it('is the last allowed one of each token, in whatever order they come', () => {
    const [early, late, refused] = [read({ last_used_at: '2026-01-01T10:00:00Z' }), read({}), read({ outcome: 'refused', reason: 'expired', last_used_at: '2026-01-01T12:00:00Z' })];
    const other = read({ token_id: mintId(), last_used_at: '2026-01-01T09:00:00Z' });
    for (const uses of [[early, late, refused, other], [refused, late, other, early]]) {
      expect(new Set(lastUses(uses))).toEqual(new Set([late, other]));
    }
    expect(lastUses([refused])).toEqual([]);
  });
});
