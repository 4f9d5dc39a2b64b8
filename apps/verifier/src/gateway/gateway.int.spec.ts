import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { aGrant, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { gatewayKey, type HttpAnswer, laterKey, TestGateway } from '../../test/gateway.js';
import { aToken, changed, type Token, TokenStateFeed } from '../../test/token-state.js';
import { UsageReader } from '../../test/usage-reader.js';
import type { DenialCode } from './decision.js';

let feed: TokenStateFeed;
let gateway: TestGateway;
const customer = mintId();
const token = aToken({ customer_id: customer });
const hour = 3_600_000;
const inHours = (n: number): string => new Date(Date.now() + n * hour).toISOString();

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(token);
  await feed.beat();
  gateway = await TestGateway.start(feed);
});
afterAll(async () => {
  await gateway.close();
  await feed.close();
});

async function told(overrides: Partial<TokenState> = {}): Promise<Token> {
  const another = aToken(overrides);
  await feed.tell(another);
  await gateway.verifier.knows(another);
  return another;
}
const as = ({ secret }: Pick<Token, 'secret'>): { authorization: string } => ({ authorization: `Bearer ${secret}` });
const refused = (status: number, code: DenialCode) => ({ status, headers: expect.objectContaining({ 'x-latchkey-error': code, 'x-latchkey-permissions': '' }) });

describe.each(['nginx', 'traefik', 'envoy'] as const)('%s', (name) => {
  const asks = (path: string, headers: object = {}, method = 'POST'): Promise<HttpAnswer> => gateway[name](path, { ...headers }, method);

  it('lets a good token through, by either header, and learns whose it is', async () => {
    const { id, service_account_id } = token.state;
    for (const headers of [as(token), { 'fastly-key': token.secret }, { ...as(token), 'fastly-key': token.secret }]) {
      const { status, headers: said, body } = await asks('/service/www/purge/key?all=%2f..', headers);
      expect({ status, body }).toEqual({ status: 200, body: '' });
      expect(said).toMatchObject({
        'x-latchkey-token-id': id,
        'x-latchkey-customer-id': customer,
        'x-latchkey-service-account-id': service_account_id,
        'x-latchkey-permissions': 'purge:select',
        'x-latchkey-service-id': 'www',
        'x-latchkey-workspace-id': '',
        'x-latchkey-reason': '',
        'x-latchkey-error': '',
        'x-latchkey-stale': '',
        'cache-control': 'no-store',
      });
      expect(said).not.toHaveProperty('sunset');
    }
  });

  it.each<[DenialCode, Partial<TokenState>, string]>([
    ['revoked', { status: 'revoked' }, 'the token was revoked at 2026-01-01T00:00:00.000Z'],
    ['suspended', { status: 'suspended' }, 'the token is suspended since 2026-01-01T00:00:00.000Z'],
    ['expired', { grant: aGrant({ expires_at: '2026-01-02T00:00:00.000Z' }) }, 'the token expired at 2026-01-02T00:00:00.000Z'],
    ['not_yet_valid', { grant: aGrant({ not_before: '2999-01-01T00:00:00.000Z' }) }, 'the token is not valid before 2999-01-01T00:00:00.000Z'],
  ])('refuses a token that is %s, and tells its holder', async (code, state, why) => {
    const answer = await asks('/purge', as(await told(state)));
    expect(answer).toMatchObject(refused(401, code));
    expect(answer.headers['x-latchkey-reason']).toBe(code);
    expect(answer.headers['www-authenticate']).toBe(`Bearer realm="latchkey", error="invalid_token", error_description="${why}"`);
    expect(JSON.parse(answer.body)).toMatchObject({ code, status: 401 });
  });

  it.each<[DenialCode, object, string, Record<string, string>]>([
    ['permission_refused', {}, '/service/www/purge_all', {}],
    ['service_refused', { services: ['other'] }, '/service/www/purge/k', {}],
    ['service_required', { services: ['www'] }, '/purge', {}],
    ['workspace_refused', { workspaces: ['other'] }, '/workspace/w1/purge', {}],
    ['workspace_required', { workspaces: ['w1'] }, '/purge', {}],
    ['network_refused', { networks: ['192.0.2.0/24'] }, '/purge', { 'x-forwarded-for': '192.0.2.1, 203.0.113.1' }],
    ['network_required', { networks: ['192.0.2.0/24'] }, '/purge', {}],
  ])('refuses what is beyond a token: %s', async (code, grant, path, headers) => {
    const answer = await asks(path, { ...as(await told({ grant: aGrant(grant) })), ...headers });
    expect(answer).toMatchObject(refused(403, code));
    expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
  });

  it('allows a token within its limits', async () => {
    const limited = await told({ grant: aGrant({ services: ['www'], workspaces: ['w1'], networks: ['192.0.2.0/24'] }) });
    const from = { ...as(limited), 'x-forwarded-for': '203.0.113.1, 192.0.2.1' };
    const service = await told({ grant: aGrant({ services: ['www'] }) });
    expect((await asks('/service/www/purge/k', as(service))).status).toBe(200);
    expect(await asks('/service/www/purge/k', from)).toMatchObject(refused(403, 'workspace_required'));
    expect(await asks('/workspace/w1/purge', from)).toMatchObject(refused(403, 'service_required'));
  });

  it.each<[string, DenialCode, Record<string, string | string[]>]>([
    ['none', 'no_credentials', {}],
    ['a password', 'no_credentials', { authorization: 'Basic dTpw' }],
    ['junk', 'malformed', { authorization: 'Bearer junk' }],
    ['junk of the right form', 'malformed', { 'fastly-key': `lka_${'a'.repeat(46)}` }],
    ['a long text', 'malformed', { authorization: `Bearer ${'x'.repeat(8_000)}` }],
    ['one that nobody knows', 'unknown', { authorization: `Bearer ${mintToken()}` }],
    ['two of different names', 'ambiguous_credentials', { ...as(token), 'fastly-key': mintToken() }],
    ['two of one name', 'ambiguous_credentials', { authorization: [`Bearer ${token.secret}`, `Bearer ${mintToken()}`] }],
    ['two keys', 'ambiguous_credentials', { 'fastly-key': [token.secret, token.secret] }],
  ])('takes no token where there is %s: %s', async (_, code, headers) => {
    const answer = await asks('/purge', headers);
    expect(answer).toMatchObject(refused(401, code));
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="latchkey"/);
    expect(answer.headers['www-authenticate']?.includes('error=')).toBe(code !== 'no_credentials');
  });

  it('reads no token from the query (RFC 6750 section 5.3)', async () => {
    expect(await asks(`/purge?access_token=${token.secret}`)).toMatchObject(refused(401, 'no_credentials'));
  });

  it.each(['/public/../purge', '/public/%2e%2e/purge', '/public//x', '/public/%2fx', '/public/%252e', '/public/%00', '/public\\x', '/public/..;/purge', '*'])(
    'refuses %s, also where all may come (attack: a public path that becomes another behind the gateway)',
    async (path) => {
      expect(await asks(path, as(token))).toMatchObject(refused(403, 'ambiguous_path'));
    },
  );

  it('refuses what no rule is about', async () => {
    for (const [path, method] of [['/', 'GET'], ['/stats', 'POST'], ['/Purge', 'POST'], ['/purge/x', 'POST']] as const) {
      expect(await asks(path, as(token), method)).toMatchObject(refused(403, 'no_rule'));
    }
  });

  it('lets anyone through where the rule says so, and takes nobody’s word for who it is', async () => {
    const answer = await asks('/public/logo.png', { 'x-latchkey-token-id': 'me', 'x-latchkey-customer-id': 'me' });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-latchkey-token-id': '', 'x-latchkey-customer-id': '' } });
  });

  it.each<[string, Record<string, string | string[]>]>([
    ['no key', { 'x-gateway-key': '' }],
    ['a wrong key', { 'x-gateway-key': `${gatewayKey}x` }],
    ['the beginning of a key', { 'x-gateway-key': gatewayKey.slice(0, -1) }],
    ['both keys', { 'x-gateway-key': [gatewayKey, laterKey] }],
  ])('is told nothing with %s, be the token good or not', async (_, key) => {
    const answers = await Promise.all([as(token), as({ secret: mintToken() }), {}].map((headers) => asks('/purge', { ...headers, ...key })));
    for (const { status, headers, body } of answers) {
      expect({ status, error: headers['x-latchkey-error'], id: headers['x-latchkey-token-id'] }).toEqual({ status: 403, error: 'forbidden', id: '' });
      expect(JSON.parse(body)).toMatchObject({ code: 'forbidden', detail: 'You may not ask here.' });
      expect(headers).not.toHaveProperty('www-authenticate');
    }
  });

  it('may show either key while they change over', async () => {
    expect((await asks('/purge', { ...as(token), 'x-gateway-key': laterKey })).status).toBe(200);
  });

  it('refuses a token from its revocation on (invariant 4)', async () => {
    const doomed = await told();
    expect((await asks('/purge', as(doomed))).status).toBe(200);
    const dead = changed(doomed, { status: 'revoked' });
    await feed.tell(dead);
    await gateway.verifier.knows(dead);
    expect(await asks('/purge', as(doomed))).toMatchObject(refused(401, 'revoked'));
  });

  it('refuses a token whose last record could not be read', async () => {
    const broken = await told();
    await feed.breakRecordOf(broken);
    await eventually(async () => expect(await asks('/purge', as(broken))).toMatchObject(refused(401, 'state_unreadable')));
  });

  it('tells the holder of a token when it is about to end', async () => {
    const [soon, later] = [inHours(24), inHours(24 * 8)];
    const [ending, lasting] = [await told({ grant: aGrant({ expires_at: soon }) }), await told({ grant: aGrant({ expires_at: later }) })];
    const { headers } = await asks('/purge', as(ending));
    expect(headers).toMatchObject({ 'x-latchkey-expires-at': soon, sunset: new Date(soon).toUTCString() });
    expect((await asks('/purge', as(lasting))).headers).not.toHaveProperty('sunset');
  });

  it('has its uses counted, with the client’s address and agent', async () => {
    const reader = new UsageReader(feed.client);
    const used = await told();
    const from = { ...as(used), 'user-agent': 'curl', 'x-forwarded-for': '192.0.2.1' };
    await asks('/service/www/purge/k', from);
    await asks('/service/www/purge_all', from);
    await eventually(() => expect(reader.counts(used.state.id)).toEqual({ allowed: 1, permission_refused: 1 }));
    const last = { last_ip: '192.0.2.1', last_user_agent: 'curl', last_service_id: 'www' };
    expect(reader.of(used.state.id).map(({ data }) => data)).toEqual([expect.objectContaining(last), expect.objectContaining(last)]);
    await reader.close();
  });
});
