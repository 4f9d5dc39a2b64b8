import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aGrant } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { aToken, anIntrospector, type Token, TokenStateFeed } from '../../test/token-state.js';
import { TestVerifier } from '../../test/verifier.js';
import { VerifyQuickly } from './verify-quickly.js';

const customer = mintId();
const platform = anIntrospector({ platform: true });
const own = anIntrospector({ customer_id: customer });
const good = aToken({ customer_id: customer, grant: aGrant({ services: ['www'], expires_at: '2999-01-01T00:00:00.000Z' }) });
const revoked = aToken({ customer_id: customer, status: 'revoked' });
const foreign = aToken();
const callers = {
  'of the platform': platform,
  'of a customer': own,
  'without the permission': aToken(),
  suspended: anIntrospector({ status: 'suspended' }),
  'from a network': anIntrospector({ grant: aGrant({ permissions: ['token:introspect'], networks: ['192.0.2.0/24'] }) }),
};
let feed: TokenStateFeed;
let verifier: TestVerifier;

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(good, revoked, foreign, ...Object.values(callers));
  await feed.beat();
  verifier = await TestVerifier.ready(feed);
});
afterAll(async () => {
  await verifier.close();
  await feed.close();
});

const differing = ['date', 'x-request-id', 'content-length', 'staleness_ms', 'instance', 'request_id'];

/** All of an answer but what differs with each. */
async function shown(response: Response): Promise<unknown> {
  const same = ([name]: [string, unknown]): boolean => !differing.includes(name);
  const body = Object.entries((await response.json()) as object);
  return { status: response.status, headers: [...response.headers].filter(same), body: Object.fromEntries(body.filter(same)) };
}

/** Who names a token twice is never answered quickly. */
const ways = ({ secret }: Token) => [{ authorization: `Bearer ${secret}` }, { authorization: `Bearer ${secret}`, 'fastly-key': secret }];

describe.each(Object.entries(callers))('a caller %s', (_, caller) => {
  it.each<[string, object]>([
    ['a good token', { token: good.secret, permission: 'purge:select', service_id: 'www' }],
    ['a good token, by status alone', { token: good.secret }],
    ['a service too many', { token: good.secret, permission: 'purge:select', service_id: 'other', ip: '192.0.2.1', user_agent: 'curl' }],
    ['a permission too many', { token: good.secret, permission: 'billing:read' }],
    ['a revoked token', { token: revoked.secret, permission: 'purge:select' }],
    ['a foreign token', { token: foreign.secret, permission: 'purge:select' }],
    ['a token that nobody knows', { token: mintToken(), permission: 'purge:select' }],
    ['junk', { token: 'junk' }],
    ['what breaks the schema', { token: good.secret, permission: '' }],
    ['a secret where none belongs', { token: good.secret, service_id: good.secret }],
  ])('is told the same quickly and by the controller of %s', async (__, question) => {
    const [quick, slow] = await Promise.all(ways(caller).map(async (headers) => shown(await verifier.post(question, headers))));
    expect(quick).toEqual(slow);
  });
});

it('counts, logs and shows what was answered quickly', async () => {
  const quickly = jest.spyOn(verifier.service.app.get(VerifyQuickly, { strict: false }), 'answer');
  const [headers] = ways(own);
  const response = await verifier.post({ token: good.secret }, { ...headers, 'x-request-id': 'asked-quickly' });
  expect(Object.fromEntries(response.headers)).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': 'asked-quickly' });
  expect(quickly.mock.results).toMatchObject([{ value: true }]);
  const line = verifier.lines.find((each) => each.includes('asked-quickly'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ route: '/verify', status: 200, token_id: own.state.id, customer_id: customer });
  expect(line).not.toContain(own.secret);
  expect(await verifier.metrics()).toMatch(/http_request_duration_seconds_count\{method="POST",route="\/verify",status="200"\} [1-9]/);
});
