import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { aGrant, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { anIntrospector, aToken, changed, type Token, TokenStateFeed } from '../../test/token-state.js';
import { TestVerifier } from '../../test/verifier.js';
import type { VerifyAnswer, VerifyRequest } from './verify.schema.js';

let feed: TokenStateFeed;
let verifier: TestVerifier;
const customer = mintId();
const platform = anIntrospector({ platform: true });
const own = anIntrospector({ customer_id: customer });

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(platform, own);
  await feed.beat();
  verifier = await TestVerifier.ready(feed);
});
afterAll(async () => {
  await verifier.close();
  await feed.close();
});

async function told(overrides: Partial<TokenState> = {}): Promise<Token> {
  const token = aToken({ customer_id: customer, ...overrides });
  await feed.tell(token);
  await verifier.knows(token);
  return token;
}
const withoutAge = ({ staleness_ms: age, ...rest }: VerifyAnswer): Omit<VerifyAnswer, 'staleness_ms'> => {
  expect(age).toBeGreaterThanOrEqual(0);
  return rest;
};
const hour = 3_600_000;
const inHours = (n: number): string => new Date(Date.now() + n * hour).toISOString();

describe('POST /verify', () => {
  it('says that a token is live, whose it is, and what it may do', async () => {
    const { secret, state } = await told({ grant: aGrant({ permissions: ['purge:select', 'stats:read'], expires_at: '2099-01-01T00:00:00.000Z' }) });
    expect(withoutAge(await verifier.verify(own, secret))).toEqual({
      active: true,
      id: state.id,
      customer_id: customer,
      service_account_id: state.service_account_id,
      permissions: ['purge:select', 'stats:read'],
      expires_at: '2099-01-01T00:00:00.000Z',
      sequence: 1,
    });
  });

  it.each<[string, Partial<TokenState['grant']>, Omit<VerifyRequest, 'token'>, object]>([
    ['its permission', {}, { permission: 'purge:select' }, { active: true, allowed: true }],
    ['another permission', {}, { permission: 'purge:all' }, { active: true, allowed: false, reason: 'permission_refused' }],
    ['a service of its own', { services: ['s1'] }, { permission: 'purge:select', service_id: 's1' }, { active: true, allowed: true }],
    ['another service', { services: ['s1'] }, { permission: 'purge:select', service_id: 's2' }, { allowed: false, reason: 'service_refused' }],
    ['no service', { services: ['s1'] }, { permission: 'purge:select' }, { allowed: false, reason: 'service_required' }],
    ['another workspace', { workspaces: ['w1'] }, { permission: 'purge:select', workspace_id: 'w2' }, { allowed: false, reason: 'workspace_refused' }],
    ['no workspace', { workspaces: ['w1'] }, { permission: 'purge:select' }, { allowed: false, reason: 'workspace_required' }],
    ['its network', { networks: ['192.0.2.0/24'] }, { permission: 'purge:select', ip: '::ffff:192.0.2.7' }, { active: true, allowed: true }],
    ['another network', { networks: ['192.0.2.0/24'] }, { permission: 'purge:select', ip: '203.0.113.7' }, { allowed: false, reason: 'network_refused' }],
    ['no network', { networks: ['192.0.2.0/24'] }, { permission: 'purge:select' }, { allowed: false, reason: 'network_required' }],
    ['its time', { not_before: inHours(-1), expires_at: inHours(1) }, { permission: 'purge:select' }, { active: true, allowed: true }],
    ['too late a time', { expires_at: inHours(-1) }, { permission: 'purge:select' }, { active: false, allowed: false, reason: 'expired' }],
    ['too early a time', { not_before: inHours(1) }, {}, { active: false, reason: 'not_yet_valid' }],
  ])('judges a request for %s', async (_, grant, request, expected) => {
    const token = await told({ grant: aGrant(grant) });
    const answer = await verifier.verify(own, token, request);
    expect(answer).toMatchObject({ ...expected, id: token.state.id });
    expect(Object.hasOwn(answer, 'allowed')).toBe(request.permission !== undefined);
  });

  it.each(['revoked', 'suspended'] as const)('never allows what it has seen %s (invariant 4)', async (status) => {
    const token = await told();
    const dead = changed(token, { status });
    await feed.tell(dead);
    await verifier.knows(dead);
    const refusal = { active: false, allowed: false, reason: status, sequence: 2 };
    expect(await verifier.verify(own, token, { permission: 'purge:select' })).toMatchObject(refusal);
    // Kafka may bring the same record twice, and an older one after a newer.
    await feed.tell(token, dead, token);
    await verifier.heard(await feed.beat());
    expect(await verifier.verify(own, token, { permission: 'purge:select' })).toMatchObject(refusal);
  });

  it('no longer allows a token once its time is over, though nothing was told (invariant 4)', async () => {
    const token = await told({ grant: aGrant({ expires_at: new Date(Date.now() + 3_000).toISOString() }) });
    expect(await verifier.verify(own, token)).toMatchObject({ active: true });
    await eventually(async () => expect(await verifier.verify(own, token)).toMatchObject({ active: false, reason: 'expired' }));
  });

  it('refuses a token whose last record it could not read', async () => {
    const token = await told();
    await feed.breakRecordOf(token);
    await eventually(async () => expect(await verifier.verify(own, token)).toMatchObject({ active: false, reason: 'state_unreadable' }));
  });

  it('refuses what is no token', async () => {
    for (const junk of ['junk', `lka_${'a'.repeat(46)}`, `${mintToken()}x`, `Bearer ${mintToken()}`]) {
      expect(withoutAge(await verifier.verify(own, junk, { permission: 'purge:all' }))).toEqual({ active: false, allowed: false, reason: 'malformed' });
    }
  });
});

describe('whom a caller may ask about (invariant 9)', () => {
  const asked: Omit<VerifyRequest, 'token'>[] = [{}, { permission: 'purge:select', ip: '192.0.2.1' }];

  it('its own customer’s tokens, or of the platform everyone’s', async () => {
    const token = await told();
    expect(await verifier.verify(own, token)).toMatchObject({ active: true });
    expect(await verifier.verify(platform, token)).toMatchObject({ active: true });
    expect(await verifier.verify(platform, own)).toMatchObject({ active: true });
  });

  it.each(asked)('a foreign token is answered as one that is not there: %j', async (request) => {
    const live = await told({ customer_id: mintId() });
    const dead = await told({ customer_id: mintId(), status: 'revoked' });
    const unreadable = await told({ customer_id: mintId() });
    await feed.breakRecordOf(unreadable);
    await eventually(() => expect(verifier.keyring.find(unreadable.state.digest)?.unreadable).toBe(true));
    const missing = withoutAge(await verifier.verify(own, mintToken(), request));
    expect(missing).toEqual({ active: false, reason: 'unknown', ...(request.permission && { allowed: false }) });
    for (const foreign of [live, dead, unreadable, platform]) expect(withoutAge(await verifier.verify(own, foreign, request))).toEqual(missing);
  });
});

describe('what it leaves behind', () => {
  it('counts verdicts, and neither logs nor shows a secret (invariant 1)', async () => {
    const token = await told();
    await verifier.verify(own, token);
    await verifier.verify(own, token, { permission: 'stats:read' });
    const metrics = await verifier.metrics();
    expect(metrics).toMatch(/latchkey_verdicts_total\{outcome="allowed",reason=""\} [1-9]/);
    expect(metrics).toMatch(/latchkey_verdicts_total\{outcome="refused",reason="permission_refused"\} [1-9]/);
    const all = verifier.lines.join('') + metrics;
    for (const secret of [token.secret, own.secret, platform.secret]) expect(all).not.toContain(secret);
  });
});
