import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aGrant, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { ask, gatewayKey, type HttpAnswer, sendBytes, TestGateway } from '../../test/gateway.js';
import { aToken, type Token, TokenStateFeed } from '../../test/token-state.js';
import { UsageReader } from '../../test/usage-reader.js';
import { TestVerifier } from '../../test/verifier.js';
import { Gateway } from './gateway.js';

let feed: TokenStateFeed;
let gateway: TestGateway | undefined;
const token = aToken();
const foreign = aToken();
const as = ({ secret }: Pick<Token, 'secret'>): { authorization: string } => ({ authorization: `Bearer ${secret}` });

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(token, foreign);
  await feed.beat();
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});
afterAll(() => feed.close());

const started = async (env: Readonly<Record<string, string>> = {}): Promise<TestGateway> => (gateway = await TestGateway.start(feed, env));
const told = ({ status, headers }: HttpAnswer): [number, string | string[] | undefined] => [status, headers['x-latchkey-error']];

describe('a verifier that gateways ask', () => {
  it('listens for them only where it has a key', async () => {
    const verifier = await TestVerifier.start(feed);
    expect(() => verifier.service.app.get(Gateway, { strict: false })).toThrow();
    await verifier.close();
  });

  it('refuses while it cannot read token-state, save where all may come (invariant 5)', async () => {
    gateway = await TestGateway.start(feed, { KAFKA_BROKERS: '127.0.0.1:1' }, 'start');
    expect(told(await gateway.nginx('/purge', as(token)))).toEqual([403, 'not_ready']);
    const envoy = await gateway.envoy('/purge', as(token));
    expect(told(envoy)).toEqual([403, 'not_ready']);
    expect(envoy.headers['retry-after']).toBe('1');
    expect((await gateway.nginx('/public/')).status).toBe(200);
  });

  it('refuses beyond the staleness bound, also a token that is not known (invariant 5)', async () => {
    const old = await staleFeed();
    gateway = await TestGateway.start(old);
    expect(told(await gateway.nginx('/purge', as(token)))).toEqual([403, 'stale']);
    expect(told(await gateway.envoy('/purge', as(token)))).toEqual([403, 'stale']);
    expect(told(await gateway.envoy('/purge', as({ secret: mintToken() })))).toEqual([403, 'stale']);
    await old.close();
  });

  it('allows beyond it where it is so set, and says so', async () => {
    const old = await staleFeed();
    gateway = await TestGateway.start(old, { VERIFIER_ON_STALE: 'open' });
    expect(await gateway.nginx('/purge', as(token))).toMatchObject({ status: 200, headers: { 'x-latchkey-stale': 'true' } });
    await old.close();
  });

  async function staleFeed(): Promise<TokenStateFeed> {
    const old = await new TokenStateFeed().open();
    await old.tell(token);
    await old.beat(901);
    return old;
  }

  it('takes a foreign customer’s token for one that is not there, where it serves some customers only', async () => {
    const { nginx } = boundTo(await started({ VERIFIER_GATEWAY_CUSTOMERS: `${mintId()},${token.state.customer_id}` }));
    expect((await nginx('/purge', as(token))).status).toBe(200);
    const [other, missing] = await Promise.all([nginx('/purge', as(foreign)), nginx('/purge', as({ secret: mintToken() }))]);
    const shown = ({ status, headers: { date: _date, 'x-request-id': _id, ...headers } }: HttpAnswer) => ({ status, headers });
    expect(shown(other)).toEqual(shown(missing));
  });

  it('lets a token through as often as it may in a minute', async () => {
    const { nginx, envoy } = boundTo(await started({ VERIFIER_GATEWAY_RATE_LIMIT_PER_MINUTE: '2' }));
    const many = Array.from({ length: 6 });
    const answers = [...(await Promise.all(many.map(() => nginx('/purge', as(token))))), ...(await Promise.all(many.map(() => envoy('/purge', as(token)))))];
    const outcomes = answers.map(({ status }) => status);
    // The minute may turn once meanwhile.
    expect(outcomes.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    expect(outcomes).toEqual(expect.arrayContaining([200, 403, 429]));
    expect((await nginx('/purge', as(foreign))).status).toBe(200);
  });

  it('takes what is asked for from headers where its gateway sets them, and else never (attack: a client that names a permission it has)', async () => {
    const headers = { ...as(token), 'x-latchkey-permission': 'purge:select', 'x-latchkey-service': 'www' };
    const trusting = await started({ VERIFIER_GATEWAY_TRUST_HEADERS: 'true' });
    const answer = await trusting.nginx('/anything', headers);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-latchkey-service-id': 'www' } });
    expect(told(await trusting.nginx('/anything', { ...headers, 'x-latchkey-permission': 'stats:read' }))).toEqual([403, 'permission_refused']);
    expect(told(await trusting.nginx('/anything', { ...headers, 'x-latchkey-permission': 'junk' }))).toEqual([403, 'invalid_request']);
    expect(told(await trusting.nginx('/anything', { ...headers, 'x-latchkey-service': '' }))).toEqual([403, 'invalid_request']);
    expect(told(await trusting.nginx('/a//b', headers))).toEqual([403, 'ambiguous_path']);
    expect((await trusting.nginx('/purge', as(token))).status).toBe(200);
    await trusting.close();
    expect(told(await (await started()).nginx('/anything', headers))).toEqual([403, 'no_rule']);
  });

  it('finds the client behind as many proxies as there are, or in a header of its gateway', async () => {
    const near = aToken({ grant: aGrant({ networks: ['192.0.2.0/24'] }) });
    await feed.tell(near);
    const behindTwo = await started({ VERIFIER_GATEWAY_PROXY_COUNT: '2' });
    await behindTwo.verifier.knows(near);
    const from = (address: string) => ({ ...as(near), 'x-forwarded-for': address });
    expect((await behindTwo.nginx('/purge', from('192.0.2.1, 203.0.113.1'))).status).toBe(200);
    expect(told(await behindTwo.nginx('/purge', from('192.0.2.1, 203.0.113.1, 203.0.113.2')))).toEqual([403, 'network_refused']);
    await behindTwo.close();
    const named = await started({ VERIFIER_GATEWAY_ADDRESS_HEADER: 'X-Real-IP' });
    await named.verifier.knows(near);
    expect((await named.nginx('/purge', { ...from('203.0.113.1'), 'x-real-ip': '192.0.2.1' })).status).toBe(200);
    expect(told(await named.nginx('/purge', from('192.0.2.1')))).toEqual([403, 'network_required']);
  });
});

describe('what its gateway port makes of a request', () => {
  it.each<[string, Record<string, string | string[] | undefined>]>([
    ['in both ways at once (attack: the header that the gateway does not set)', { 'x-forwarded-uri': '/public/', 'x-forwarded-method': 'POST' }],
    ['with half of the other way', { 'x-forwarded-uri': '/public/' }],
    ['twice', { 'x-original-method': ['POST', 'GET'] }],
  ])('refuses what is told %s', async (_, headers) => {
    const { nginx } = boundTo(await started());
    expect(told(await nginx('/purge', { ...as(token), ...headers }))).toEqual([403, 'invalid_request']);
  });

  it('refuses what is told in no way, or by half', async () => {
    const { port } = await started();
    for (const headers of [{}, { 'x-original-uri': '/purge' }, { 'x-forwarded-method': 'GET' }]) {
      const answer = await ask(port, { path: '/auth-request', headers: { 'x-gateway-key': gatewayKey, ...as(token), ...headers } });
      expect(told(answer)).toEqual([403, 'invalid_request']);
    }
  });

  it('takes any method, and reads no body whatever it is said to be', async () => {
    const { port } = await started();
    const headers = { 'x-gateway-key': gatewayKey, ...as(token), 'content-type': 'no type' };
    for (const method of ['PURGE', 'POST', 'PROPFIND', 'HEAD', 'DELETE']) {
      const answer = await ask(port, { method, path: '/ext-authz/purge', headers, ...(method === 'POST' && { body: 'x'.repeat(200_000) }) });
      expect([method, answer.status]).toEqual([method, 200]);
    }
    const asked = { 'x-original-method': 'PURGE', 'x-original-uri': '/purge' };
    expect((await ask(port, { method: 'POST', path: '/auth-request?x', headers: { ...headers, ...asked }, body: '{' })).status).toBe(200);
  });

  it('knows no other address', async () => {
    const { port } = await started();
    for (const path of ['/', '/verify', '/auth-request/x', '/auth%2frequest', '/%', '/health/ready']) {
      expect((await ask(port, { path, headers: { 'x-gateway-key': gatewayKey, ...as(token) } })).status).toBe(404);
    }
  });

  it('refuses bytes that are no request, and too long a head, with 403', async () => {
    const { port, verifier } = await started();
    const long = `GET /auth-request HTTP/1.1\r\nhost: x\r\nx-gateway-key: ${gatewayKey}\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`;
    for (const bytes of ['junk\r\n\r\n', long, 'GET /auth-request HTTP/1.1\r\nhost: x\r\nx: \u0001\r\n\r\n']) {
      expect(await sendBytes(port, bytes)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    }
    expect(await verifier.metrics()).toContain('latchkey_gateway_requests_total{mode="none",outcome="broken"} 3');
  });
});

describe('what it leaves behind', () => {
  it('counts and times its answers, and logs who asked for what and no secret (invariant 1)', async () => {
    const { verifier, nginx, envoy } = boundTo(await started());
    await nginx(`/purge?token=${token.secret}`, as(token));
    await envoy('/purge', {});
    await nginx(`/service/${token.secret}/purge_all`, { 'x-request-id': token.secret, ...as(token) });
    const metrics = await verifier.metrics();
    expect(metrics).toContain('latchkey_gateway_requests_total{mode="auth_request",outcome="allowed"} 1');
    expect(metrics).toContain('latchkey_gateway_requests_total{mode="ext_authz",outcome="no_credentials"} 1');
    expect(metrics).toContain('latchkey_gateway_request_duration_seconds_count{mode="auth_request"} 2');
    const logged = verifier.lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'gateway request');
    const { id: token_id, customer_id } = token.state;
    expect(logged).toEqual([
      expect.objectContaining({ mode: 'auth_request', outcome: 'allowed', method: 'POST', permission: 'purge:select', status: 200, token_id, customer_id }),
      expect.objectContaining({ mode: 'ext_authz', outcome: 'no_credentials', status: 401 }),
      expect.objectContaining({ mode: 'auth_request', outcome: 'permission_refused', status: 403 }),
    ]);
    expect(verifier.lines.join('') + metrics).not.toContain(token.secret);
    expect(verifier.lines.join('')).not.toContain(gatewayKey);
  });

  it('ends with the service, once each use was told', async () => {
    const reader = new UsageReader(feed.client);
    const used = aToken();
    await feed.tell(used);
    const { port, verifier, nginx } = boundTo(await started());
    await verifier.knows(used);
    await Promise.all(Array.from({ length: 20 }, () => nginx('/purge', as(used))));
    await Promise.all([mintToken(), 'junk'].map((secret) => nginx('/purge', { ...as({ secret }), 'user-agent': 'guesser' })));
    await verifier.close();
    await expect(ask(port, { path: '/auth-request' })).rejects.toThrow('ECONNREFUSED');
    await eventually(() => expect(reader.counts(used.state.id)).toEqual({ allowed: 20 }));
    const guesses = reader.every('verification.unknown.v1').filter(({ data }) => data.last_user_agent === 'guesser');
    expect(guesses.map(({ data }) => data.reason).sort()).toEqual(['malformed', 'unknown']);
    await reader.close();
  });
});

function boundTo(running: TestGateway) {
  const { verifier, port } = running;
  return { verifier, port, nginx: running.nginx.bind(running), envoy: running.envoy.bind(running) };
}
