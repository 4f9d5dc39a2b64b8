import { describe, expect, it } from '@jest/globals';
import type { Decision, DenialCode, GatewayMode } from './decision.js';
import { denials } from './denials.js';
import { gatewayAnswer, type GatewayAnswer } from './gateway-answer.js';

const now = Date.parse('2026-06-01T00:00:00Z');
const holder = { tokenId: 'T', customerId: 'C', serviceAccountId: 'S', permissions: ['purge:all', 'purge:select'], expiresAt: Infinity };
const allowed: Decision = { outcome: 'allowed', target: { permission: 'purge:all', service_id: 'www' }, holder };
const codes = Object.keys(denials) as DenialCode[];
const answer = (decision: Decision, mode: GatewayMode = 'auth_request', expiryNoticeDays = 7): GatewayAnswer =>
  gatewayAnswer(decision, { mode, requestId: 'r', now, expiryNoticeDays });

describe('what a gateway is told of a request that it may let through', () => {
  it('whose it is and what for', () => {
    expect(answer(allowed)).toEqual({
      status: 200,
      body: '',
      headers: {
        'x-latchkey-token-id': 'T',
        'x-latchkey-customer-id': 'C',
        'x-latchkey-service-account-id': 'S',
        'x-latchkey-permissions': 'purge:all purge:select',
        'x-latchkey-service-id': 'www',
        'x-latchkey-workspace-id': '',
        'x-latchkey-reason': '',
        'x-latchkey-error': '',
        'x-latchkey-stale': '',
        'cache-control': 'no-store',
        'x-request-id': 'r',
      },
    });
  });

  it.each([
    ['2026-06-08T00:00:00.000Z', 7, 'Mon, 08 Jun 2026 00:00:00 GMT'],
    ['2026-06-08T00:00:00.001Z', 7, undefined],
    ['2026-06-02T00:00:00.000Z', 0, undefined],
    ['2026-06-11T00:00:00.000Z', 30, 'Thu, 11 Jun 2026 00:00:00 GMT'],
  ])('that its token ends at %s, with notice of %i days', (expiresAt, days, sunset) => {
    const { headers } = answer({ ...allowed, holder: { ...holder, expiresAt: Date.parse(expiresAt) } }, 'auth_request', days);
    expect(headers['sunset']).toBe(sunset);
    expect(headers['x-latchkey-expires-at']).toBe(sunset && expiresAt);
  });

  it('that nobody stands behind it, where nobody has to', () => {
    const { status, headers } = answer({ outcome: 'public', target: {} });
    expect(status).toBe(200);
    for (const [name, value] of Object.entries(headers).filter(([each]) => each.startsWith('x-latchkey-'))) expect([name, value]).toEqual([name, '']);
  });

  it('a service whose id is not ASCII, escaped (attack: a line end in a header)', () => {
    const { headers } = answer({ ...allowed, target: { service_id: 'é\r\nx' } });
    expect(headers['x-latchkey-service-id']).toBe('%C3%A9%0D%0Ax');
  });
});

describe('what a gateway is told of a request that it may not let through', () => {
  it.each(codes)('%s: to nginx nothing but 401 and 403, to Envoy nothing that it takes for no answer, and all identity headers', (code) => {
    const asked: Decision = { outcome: code, target: { permission: 'purge:all' } };
    const [nginx, envoy] = [answer(asked), answer(asked, 'ext_authz')];
    expect([401, 403]).toContain(nginx.status);
    expect([401, 403, 429]).toContain(envoy.status);
    for (const { headers, status, body } of [nginx, envoy]) {
      expect(Object.keys(headers)).toEqual(expect.arrayContaining(Object.keys(answer(allowed).headers)));
      expect(headers['x-latchkey-error']).toBe(code);
      expect(JSON.parse(body)).toMatchObject({ code, status });
      expect(headers['www-authenticate'] !== undefined).toBe(status === 401 || /_(required|refused)$/.test(code));
    }
  });

  it.each<[DenialCode, Partial<Decision>, string]>([
    ['no_credentials', {}, 'Bearer realm="latchkey"'],
    ['ambiguous_credentials', {}, 'Bearer realm="latchkey", error="invalid_request", error_description="the request names more than one token"'],
    ['unknown', {}, 'Bearer realm="latchkey", error="invalid_token", error_description="the token is not known"'],
    ['expired', { why: 'the token expired at noon' }, 'Bearer realm="latchkey", error="invalid_token", error_description="the token expired at noon"'],
    ['permission_refused', { target: { permission: 'a:b' } }, 'Bearer realm="latchkey", error="insufficient_scope", error_description="the token lacks the permission", scope="a:b"'],
    ['service_refused', {}, 'Bearer realm="latchkey", error="insufficient_scope", error_description="the token is not for this service"'],
  ])('%s: the challenge of RFC 6750', (outcome, more, expected) => {
    expect(answer({ outcome, ...more }).headers['www-authenticate']).toBe(expected);
  });

  it('keeps what the token may do to itself, and names a reason only where the token is at fault', () => {
    expect(answer({ outcome: 'expired', holder }).headers).toMatchObject({ 'x-latchkey-token-id': 'T', 'x-latchkey-permissions': '', 'x-latchkey-reason': 'expired' });
    expect(answer({ outcome: 'no_rule' }).headers).toMatchObject({ 'x-latchkey-reason': '', 'x-latchkey-error': 'no_rule' });
  });
});
