import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGrant, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { anIntrospector, aToken, changed, type Token, TokenStateFeed } from '../../test/token-state.js';
import { UsageReader } from '../../test/usage-reader.js';
import { problemOf, TestVerifier } from '../../test/verifier.js';

let feed: TokenStateFeed;
let verifier: TestVerifier;
const customer = mintId();
const of = (overrides: Parameters<typeof aToken>[0] = {}): Token => aToken({ customer_id: customer, ...overrides });
const platform = anIntrospector({ platform: true });
const own = anIntrospector({ customer_id: customer });
const engineer = of({ grant: aGrant({ permissions: ['purge:select', 'service:write'] }) });
const live = of({ grant: aGrant({ permissions: ['purge:select', 'stats:read'], services: ['www'], expires_at: '2099-01-01T00:00:00.000Z' }) });
const limited = of({ grant: aGrant({ networks: ['192.0.2.0/24'] }) });
const inactive = {
  revoked: of({ status: 'revoked' }),
  suspended: of({ status: 'suspended' }),
  expired: of({ grant: aGrant({ expires_at: '2026-01-01T00:00:00.000Z' }) }),
  'not yet valid': of({ grant: aGrant({ not_before: '2999-01-01T00:00:00.000Z' }) }),
  foreign: aToken(),
  'the platform’s': platform,
  unreadable: of(),
};

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(own, engineer, live, limited, ...Object.values(inactive));
  await feed.breakRecordOf(inactive.unreadable);
  await feed.beat();
  verifier = await TestVerifier.ready(feed, { PUBLIC_ISSUER_URL: 'https://tokens.example.com' });
});
afterAll(async () => {
  await verifier.close();
  await feed.close();
});

const urlencoded = 'application/x-www-form-urlencoded';
const bearer = ({ secret }: Token): Record<string, string> => ({ authorization: `Bearer ${secret}` });
const post = (form: string, headers: Record<string, string> = bearer(own), at = verifier) => at.post(form, { 'content-type': urlencoded, ...headers }, '/oauth2/introspect');
const introspect = (secret: string, by: Token = own, at = verifier) => post(`token=${encodeURIComponent(secret)}`, bearer(by), at);
/** Exactly that, and nothing to tell one reason from another by. */
async function expectInactive(response: Response): Promise<void> {
  expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: '{"active":false}' });
  expect(response.headers.get('cache-control')).toBe('no-store');
}
async function expectError(response: Response, status: number, error: string): Promise<void> {
  expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { error, error_description: expect.any(String) } });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
}

describe('POST /oauth2/introspect (RFC 7662)', () => {
  it('says of a live token whose it is, what it may do and until when', async () => {
    const response = await introspect(live.secret);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'application/json; charset=utf-8', 'no-store']);
    const { id, service_account_id } = live.state;
    const answer = (await response.json()) as { iat: number };
    expect(answer).toEqual({
      active: true,
      scope: 'purge:select stats:read',
      client_id: service_account_id,
      token_type: 'Bearer',
      exp: 4_070_908_800,
      iat: expect.any(Number),
      sub: service_account_id,
      iss: 'https://tokens.example.com',
      jti: id,
      customer_id: customer,
      service_account_id,
      services: ['www'],
      workspaces: null,
      networks: null,
      sequence: 1,
      staleness_ms: expect.any(Number),
    });
    expect(Math.abs(answer.iat * 1000 - Date.now())).toBeLessThan(300_000);
  });

  it('takes any hint, and ignores parameters that it does not know', async () => {
    for (const more of ['token_type_hint=access_token', 'token_type_hint=refresh_token', 'token_type_hint=x&resource=y', 'token_type_hint=']) {
      expect(await (await post(`token=${live.secret}&${more}`)).json()).toMatchObject({ active: true, jti: live.state.id });
    }
  });

  it('takes the caller’s token by either header', async () => {
    expect((await post(`token=${live.secret}`, { 'fastly-key': own.secret })).status).toBe(200);
  });

  it('knows no address, so it calls a token active that is limited to networks, and names them', async () => {
    expect(await (await introspect(limited.secret)).json()).toMatchObject({ active: true, networks: ['192.0.2.0/24'] });
  });

  it.each(Object.entries(inactive))('says nothing of a token that is %s (invariant 9)', async (_, token) => {
    await eventually(() => expect(verifier.keyring.find(inactive.unreadable.state.digest)?.unreadable).toBe(true));
    await expectInactive(await introspect(token.secret));
  });

  it.each([
    ['unknown', mintToken()],
    ['junk', 'junk'],
    ['of a wrong checksum', `lka_${'a'.repeat(46)}`],
    ['a JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
    ['very long', 'x'.repeat(20_000)],
  ])('says nothing of what is %s', async (_, token) => {
    await expectInactive(await introspect(token));
  });

  it('tells the platform of every customer’s tokens', async () => {
    expect(await (await introspect(inactive.foreign.secret, platform)).json()).toMatchObject({ active: true, customer_id: inactive.foreign.state.customer_id });
  });

  it('says no more of a token as soon as its revocation is known (invariant 4)', async () => {
    const token = of();
    await feed.tell(token);
    await verifier.knows(token);
    expect(await (await introspect(token.secret)).json()).toMatchObject({ active: true });
    const revoked = changed(token, { status: 'revoked' });
    await feed.tell(revoked);
    await verifier.knows(revoked);
    await expectInactive(await introspect(token.secret));
  });

  it('counts as use, by its reason', async () => {
    const [token, dead] = [of(), of({ status: 'revoked' })];
    await feed.tell(token, dead);
    await verifier.knows(token, dead);
    const reader = new UsageReader(feed.client);
    for (const each of [token, dead]) await introspect(each.secret);
    await eventually(() => expect([reader.counts(token.state.id), reader.counts(dead.state.id)]).toEqual([{ allowed: 1 }, { revoked: 1 }]));
    await reader.close();
  });
});

describe('a verifier whose knowledge is old', () => {
  it.each([
    ['closed', { active: false }],
    ['open', { active: true, stale: true }],
  ])('set to %s answers %j (invariant 5)', async (onStale, expected) => {
    const old = await new TokenStateFeed().open();
    await old.tell(own, live);
    await old.beat(901);
    const stale = await TestVerifier.ready(old, { VERIFIER_ON_STALE: onStale });
    expect(await (await introspect(live.secret, own, stale)).json()).toMatchObject(expected);
    if (onStale === 'closed') await expectInactive(await introspect(live.secret, own, stale));
    await stale.close();
    await old.close();
  });
});

describe('what POST /oauth2/introspect refuses, as RFC 6749 has it', () => {
  it.each([
    ['no token', ''],
    ['an empty one', 'token='],
    ['two', `token=${live.secret}&token=${live.secret}`],
    ['a token longer than any', `token=${'x'.repeat(20_001)}`],
    ['a secret where none belongs (invariant 1)', `token=${live.secret}&token_type_hint=${mintToken()}`],
  ])('%s', async (_, form) => {
    await expectError(await post(form), 400, 'invalid_request');
  });

  it('what is no form', async () => {
    await expectError(await post(JSON.stringify({ token: live.secret }), { ...bearer(own), 'content-type': 'application/json' }), 415, 'invalid_request');
    await expectError(await post('x'.repeat(70_000)), 413, 'invalid_request');
  });

  it('whoever sends no credentials: 401 with a bare challenge', async () => {
    for (const headers of [{}, { authorization: 'Basic dTpw' }]) {
      const response = await post(`token=${live.secret}`, headers);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"');
      await expectError(response, 401, 'invalid_client');
    }
  });

  it.each([
    ['not known', { secret: mintToken() } as Token],
    ['junk', { secret: 'junk' } as Token],
    ['revoked', inactive.revoked],
    ['expired', inactive.expired],
  ])('whoever’s own token is %s: 401, and why', async (_, token) => {
    const response = await introspect(live.secret, token);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="latchkey", error="invalid_token", error_description="/);
    await expectError(response, 401, 'invalid_client');
  });

  it('whoever’s token lacks the permission, also to ask about itself: 403, and which', async () => {
    for (const asked of [live, engineer]) {
      const response = await introspect(asked.secret, engineer);
      expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="token:introspect"/);
      await expectError(response, 403, 'insufficient_scope');
    }
  });

  it('GET, which would put the token into logs', async () => {
    const response = await fetch(`${verifier.service.url}/oauth2/introspect?token=${live.secret}`, { headers: bearer(own) });
    expect(response.headers.get('allow')).toBe('POST');
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(verifier.lines.join('')).not.toContain(live.secret);
  });

  it('whoever asks too often', async () => {
    const limitedVerifier = await TestVerifier.ready(feed, { RATE_LIMIT_PER_MINUTE: '1' });
    const responses = [1, 2, 3].map(() => introspect(live.secret, own, limitedVerifier));
    const late = (await Promise.all(responses)).find(({ status }) => status === 429);
    expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectError(late as Response, 429, 'temporarily_unavailable');
    await limitedVerifier.close();
  });

  it('everyone, while it cannot know', async () => {
    const blind = await TestVerifier.start(feed, { KAFKA_BROKERS: '127.0.0.1:1' });
    const response = await introspect(live.secret, own, blind);
    expect(response.headers.get('retry-after')).toBe('1');
    await expectError(response, 503, 'temporarily_unavailable');
    await blind.close();
  });
});

it('leaves no secret behind (invariant 1)', async () => {
  const all = verifier.lines.join('') + (await verifier.metrics());
  for (const { secret } of [own, platform, live, ...Object.values(inactive)]) expect(all).not.toContain(secret);
});
