import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { aGrant, isInstalled } from '@latchkey/testing';
import { mintToken } from '@latchkey/tokens';
import { ask, gatewayKey, type HttpAnswer, type HttpQuestion, TestGateway } from '../../test/gateway.js';
import { Proxy, type ProxyName } from '../../test/proxies.js';
import { aToken, changed, type Token, TokenStateFeed } from '../../test/token-state.js';
import { Upstream } from '../../test/upstream.js';

const names: ProxyName[] = ['nginx', 'traefik', 'envoy'];
const missing = names.filter((name) => !isInstalled(name));
if (missing.length > 0) process.stderr.write(`Skipped, since not installed: ${missing.join(', ')}. docs/guides/gateways.md says how to install them.\n`);

const as = ({ secret }: Pick<Token, 'secret'>): { authorization: string } => ({ authorization: `Bearer ${secret}` });
/** Envoy takes a client on its own machine for one at that machine’s address. */
const ownAddresses = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));
const soon = new Date(Date.now() + 86_400_000).toISOString();
const purge = { method: 'POST', path: '/service/www/purge/key' };
const spoofed = {
  'x-latchkey-token-id': 'me',
  'x-latchkey-customer-id': 'me',
  'x-latchkey-service-account-id': 'me',
  'x-latchkey-permissions': 'platform:*',
  'x-latchkey-service-id': 'me',
  'x-latchkey-workspace-id': 'me',
  'x-latchkey-reason': 'me',
  'x-latchkey-error': 'me',
  'x-latchkey-stale': 'me',
  'x-latchkey-expires-at': 'me',
  'x-latchkey-permission': 'me',
  'x-latchkey-service': 'me',
  'x-latchkey-workspace': 'me',
};
const misleading = {
  'x-original-uri': '/public/',
  'x-original-method': 'GET',
  'x-forwarded-uri': '/public/',
  'x-forwarded-method': 'GET',
  'x-original-url': '/public/',
  'x-rewrite-url': '/public/',
  'x-http-method-override': 'DELETE',
};

/** Real ones, configured as is shipped, in front of a verifier and of a server that remembers what reached it. */
describe.each(names)('%s', (name) => {
  if (missing.includes(name)) return it.skip('is not installed on this machine', () => undefined);
  const token = aToken();
  let feed: TokenStateFeed;
  let gateway: TestGateway;
  let upstream: Upstream;
  let proxy: Proxy;
  beforeAll(async () => {
    feed = await new TokenStateFeed().open();
    await feed.tell(token);
    await feed.beat();
    [gateway, upstream] = await Promise.all([TestGateway.start(feed), new Upstream().start()]);
    proxy = await Proxy.start(name, { verifier: gateway.port, upstream: upstream.port });
  });
  beforeEach(() => void upstream.seen.splice(0));
  afterAll(async () => {
    await proxy.stop();
    await gateway.close();
    await upstream.stop();
    await feed.close();
  });

  const asks = (question: HttpQuestion): Promise<HttpAnswer> => ask(proxy.port, { ...question, headers: { host: 'api.test', ...question.headers } });
  const told = async (state: Partial<TokenState>): Promise<Token> => {
    const another = aToken(state);
    await feed.tell(another);
    await gateway.verifier.knows(another);
    return another;
  };

  it('lets a good token through: behind it stands whose it is, and neither the secret nor the gateway’s key', async () => {
    const { status, body } = await asks({ ...purge, path: `${purge.path}?a=%2f..&b=1`, headers: as(token), body: 'sent along' });
    expect({ status, body }).toEqual({ status: 200, body: 'behind' });
    const { id, customer_id, service_account_id } = token.state;
    expect(upstream.seen).toMatchObject([
      {
        method: 'POST',
        url: '/service/www/purge/key?a=%2f..&b=1',
        body: 'sent along',
        headers: {
          'x-latchkey-token-id': id,
          'x-latchkey-customer-id': customer_id,
          'x-latchkey-service-account-id': service_account_id,
          'x-latchkey-permissions': 'purge:select',
          'x-latchkey-service-id': 'www',
        },
      },
    ]);
    expect(JSON.stringify(upstream.seen)).not.toContain(token.secret);
    expect(JSON.stringify(upstream.seen)).not.toContain(gatewayKey);
  });

  it('takes Fastly-Key, and any method, as well', async () => {
    expect((await asks({ method: 'GET', path: '/purge', headers: { 'fastly-key': token.secret } })).status).toBe(200);
    expect((await asks({ method: 'PURGE', path: '/purge', headers: { 'fastly-key': token.secret } })).status).toBe(200);
    expect(upstream.seen.map(({ method }) => method)).toEqual(['GET', 'PURGE']);
    expect(JSON.stringify(upstream.seen)).not.toContain(token.secret);
  });

  it.each<[string, string | undefined, number, string]>([
    ['none', undefined, 401, 'Bearer realm="latchkey"'],
    ['junk', 'junk', 401, 'error="invalid_token"'],
    ['one that nobody knows', mintToken(), 401, 'error_description="the token is not known"'],
  ])('refuses %s with the challenge of RFC 6750', async (_, secret, expected, challenge) => {
    const { status, headers } = await asks({ ...purge, headers: secret === undefined ? {} : as({ secret }) });
    expect(status).toBe(expected);
    expect(headers['www-authenticate']).toContain(challenge);
    expect(headers['x-latchkey-error']).toBeTruthy();
    expect(upstream.seen).toEqual([]);
  });

  it('refuses an expired token, and tells its holder', async () => {
    const expired = await told({ grant: aGrant({ expires_at: '2026-01-02T00:00:00.000Z' }) });
    const { status, headers } = await asks({ ...purge, headers: as(expired) });
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringContaining('the token expired at 2026-01-02T00:00:00.000Z')]);
    expect(upstream.seen).toEqual([]);
  });

  it('refuses what a token may not do, and what no rule is about', async () => {
    expect(await asks({ method: 'POST', path: '/service/www/purge_all', headers: as(token) })).toMatchObject({ status: 403, headers: { 'x-latchkey-error': 'permission_refused' } });
    expect(await asks({ path: '/elsewhere', headers: as(token) })).toMatchObject({ status: 403, headers: { 'x-latchkey-error': 'no_rule' } });
    expect(upstream.seen).toEqual([]);
  });

  it('refuses a token from its revocation on (invariant 4)', async () => {
    const doomed = await told({});
    expect((await asks({ ...purge, headers: as(doomed) })).status).toBe(200);
    const dead = changed(doomed, { status: 'revoked' });
    await feed.tell(dead);
    await gateway.verifier.knows(dead);
    expect((await asks({ ...purge, headers: as(doomed) })).status).toBe(401);
    expect(upstream.seen).toHaveLength(1);
  });

  it('lets nobody say who he is (attack: identity headers of the client’s own)', async () => {
    expect((await asks({ ...purge, headers: { ...as(token), ...spoofed } })).status).toBe(200);
    expect((await asks({ path: '/public/logo', headers: { ...spoofed, 'x-gateway-key': 'mine' } })).status).toBe(200);
    const [known, anyone] = upstream.seen.map(({ headers }) => headers);
    expect(known?.['x-latchkey-token-id']).toBe(token.state.id);
    expect(known?.['x-latchkey-customer-id']).toBe(token.state.customer_id);
    for (const headers of [known, anyone]) expect(Object.values(headers ?? {})).not.toEqual(expect.arrayContaining(['me']));
    for (const header of Object.keys(spoofed)) expect(anyone?.[header] ?? '').toBe('');
    expect(anyone).not.toHaveProperty('x-gateway-key');
  });

  it('lets through no header that a server may take for one of those (attack: X_Latchkey.Customer-Id)', async () => {
    const alike = { x_latchkey_customer_id: 'me', 'x-latchkey_customer-id': 'me', 'x.latchkey.customer.id': 'me', 'X_Latchkey.Customer-Id': 'me' };
    for (const path of ['/purge', '/public/logo']) await asks({ path, headers: { ...as(token), ...alike } });
    expect(upstream.seen.length).toBeGreaterThan(0);
    for (const { headers } of upstream.seen) expect(Object.values(headers)).not.toEqual(expect.arrayContaining(['me']));
  });

  it('lets nobody say what was asked, or from where (attack: headers by which a proxy tells of its request)', async () => {
    expect((await asks({ ...purge, headers: misleading })).status).toBe(401);
    const far = await told({ grant: aGrant({ networks: ['198.51.100.0/24'] }) });
    expect((await asks({ ...purge, headers: { ...as(far), 'x-forwarded-for': '198.51.100.1', 'x-real-ip': '198.51.100.1' } })).status).toBe(403);
    expect(upstream.seen).toEqual([]);
    const near = await told({ grant: aGrant({ networks: ownAddresses }) });
    expect((await asks({ ...purge, headers: { ...as(near), ...misleading } })).status).toBe(200);
    for (const header of ['x-original-url', 'x-rewrite-url', 'x-http-method-override']) expect(upstream.seen[0]?.headers).not.toHaveProperty(header);
  });

  it.each(['/public/../purge', '/public/%2e%2e/purge', '/public%2f..%2fpurge', '/public/..%2fpurge', '/public/%252e%252e/purge', '/public/..;/purge', '/public/%5c../purge', '//purge', '/public/%00'])(
    'lets nobody in by %s (attack: a public path that becomes another behind the proxy)',
    async (path) => {
      const { status } = await asks({ path });
      expect([400, 401, 403]).toContain(status);
      expect(upstream.seen).toEqual([]);
    },
  );

  it('takes no two tokens', async () => {
    const { status } = await asks({ ...purge, headers: { ...as(token), 'fastly-key': mintToken() } });
    expect(status).toBe(401);
    expect(upstream.seen).toEqual([]);
  });

  it('tells of the end of a token that is near', async () => {
    const ending = await told({ grant: aGrant({ expires_at: soon }) });
    const { headers } = await asks({ ...purge, headers: as(ending) });
    expect(upstream.seen[0]?.headers['x-latchkey-expires-at']).toBe(soon);
    // Traefik hands on to the client nothing of an answer that lets it through.
    if (name !== 'traefik') expect(headers).toMatchObject({ sunset: new Date(soon).toUTCString(), 'x-latchkey-expires-at': soon });
    expect((await asks({ ...purge, headers: as(token) })).headers).not.toHaveProperty('sunset');
  });

  it('refuses while the verifier knows too little, as the verifier says and not for want of an answer', async () => {
    const unready = await TestGateway.start(feed, { KAFKA_BROKERS: '127.0.0.1:1' }, 'start');
    const before = await Proxy.start(name, { verifier: unready.port, upstream: upstream.port });
    const { status, headers } = await ask(before.port, { ...purge, headers: as(token) });
    expect([status, headers['x-latchkey-error']]).toEqual([403, 'not_ready']);
    expect(upstream.seen).toEqual([]);
    await before.stop();
    await unready.close();
  });

  it('lets nothing through while no verifier answers', async () => {
    await gateway.verifier.close();
    const { status } = await asks({ ...purge, headers: as(token) });
    expect(status === 403 || status >= 500).toBe(true);
    expect((await asks({ path: '/public/logo' })).status).toBe(status);
    expect(upstream.seen).toEqual([]);
  });
});
