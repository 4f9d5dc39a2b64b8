import { describe, expect, it } from '@jest/globals';
import { contractsOf, decodeEvent } from '@latchkey/contracts';
import { mintId, mintToken } from '@latchkey/tokens';
import { recordOf, type Teller } from './usage-records.js';
import type { Delta, Dropped, UnknownUse, Use } from './usage-tally.js';

const noon = Date.parse('2026-01-01T12:00:00Z');
const [instance, platformCustomerId, tokenId, customerId, serviceAccountId] = Array.from({ length: 5 }, () => mintId()) as [string, string, string, string, string];
const teller: Teller = { instance, platformCustomerId };
const last = { ip: '192.0.2.1', userAgent: 'curl/8.5.0', serviceId: 'www' };
const counted = { minute: noon, count: 3, lastUsedAt: noon + 41_120, last, part: 7 };
const used = (reason: string | null): Delta<Use> => ({ use: { tokenId, customerId, serviceAccountId, reason, ...last }, ...counted });
const unknown: Delta<UnknownUse> = { use: { tokenId: null, reason: 'malformed', ...last }, ...counted };
const dropped: Dropped = { count: 250, firstAt: noon, lastAt: noon + 1_000, part: 8 };

function read(told: Delta | Dropped, by: Teller = teller): unknown {
  const { key, value, headers } = recordOf(told, by);
  const decoded = decodeEvent(contractsOf('token-usage'), { key, value: Buffer.from(value ?? ''), headers });
  return decoded.kind === 'event' ? { key, ...decoded.event } : decoded;
}

describe('recordOf', () => {
  it.each([
    [null, { outcome: 'allowed', reason: null }],
    ['expired', { outcome: 'refused', reason: 'expired' }],
  ])('tells of uses with the reason %s', (reason, outcome) => {
    expect(read(used(reason))).toEqual({
      key: tokenId,
      id: `${instance}/${tokenId}/2026-01-01T12:00:00.000Z/7`,
      source: 'verifier',
      type: 'token.used.v1',
      time: '2026-01-01T12:00:41.120Z',
      subject: tokenId,
      data: {
        token_id: tokenId,
        customer_id: customerId,
        service_account_id: serviceAccountId,
        verifier: instance,
        minute: '2026-01-01T12:00:00.000Z',
        ...outcome,
        count: 3,
        last_used_at: '2026-01-01T12:00:41.120Z',
        last_ip: '192.0.2.1',
        last_user_agent: 'curl/8.5.0',
        last_service_id: 'www',
      },
    });
  });

  it('tells of what was no token as the platform’s, if that is known', () => {
    const data = {
      verifier: instance,
      customer_id: platformCustomerId,
      minute: '2026-01-01T12:00:00.000Z',
      reason: 'malformed',
      count: 3,
      last_seen_at: '2026-01-01T12:00:41.120Z',
      last_ip: '192.0.2.1',
      last_user_agent: 'curl/8.5.0',
    };
    expect(read(unknown)).toMatchObject({ key: `verifier/${instance}`, id: `${instance}/unknown/2026-01-01T12:00:00.000Z/7`, type: 'verification.unknown.v1', data });
    expect(read(unknown, { instance, platformCustomerId: null })).toMatchObject({ data: { customer_id: null } });
  });

  it('tells of what could not be counted', () => {
    const data = { verifier: instance, customer_id: platformCustomerId, count: 250, first_dropped_at: '2026-01-01T12:00:00.000Z', last_dropped_at: '2026-01-01T12:00:01.000Z' };
    expect(read(dropped)).toMatchObject({ key: `verifier/${instance}`, id: `${instance}/dropped/8`, type: 'usage.dropped.v1', data });
  });

  it('makes something that can be sent of any service, so that none holds up all others (invariant 1)', () => {
    const secret = mintToken();
    for (const serviceId of [`x ${secret}`, 'x'.repeat(10_000), '\u0000']) {
      expect(read({ ...used(null), last: { ...last, serviceId } })).toMatchObject({ type: 'token.used.v1' });
    }
  });
});
