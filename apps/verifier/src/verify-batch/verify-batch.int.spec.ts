import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGrant, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { anIntrospector, aToken, changed, type Token, TokenStateFeed } from '../../test/token-state.js';
import { UsageReader } from '../../test/usage-reader.js';
import { problemOf, TestVerifier } from '../../test/verifier.js';
import type { VerifyAnswer, VerifyRequest } from '../verify/verify.schema.js';
import { verifyBatchAnswer } from './verify-batch.schema.js';

let feed: TokenStateFeed;
let verifier: TestVerifier;
const customer = mintId();
const own = anIntrospector({ customer_id: customer });
const tokens = {
  live: aToken({ customer_id: customer, grant: aGrant({ services: ['www'] }) }),
  revoked: aToken({ customer_id: customer, status: 'revoked' }),
  expired: aToken({ customer_id: customer, grant: aGrant({ expires_at: '2026-01-01T00:00:00.000Z' }) }),
  foreign: aToken(),
  engineer: aToken({ customer_id: customer }),
};

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(own, ...Object.values(tokens));
  await feed.beat();
  verifier = await TestVerifier.ready(feed);
});
afterAll(async () => {
  await verifier.close();
  await feed.close();
});

const as = ({ secret }: Token): Record<string, string> => ({ authorization: `Bearer ${secret}` });
const post = (body: unknown, headers: Record<string, string> = as(own)) => verifier.post(body, headers, '/verify/batch');
async function answersTo(requests: readonly VerifyRequest[]): Promise<VerifyAnswer[]> {
  const response = await post({ requests });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return verifyBatchAnswer.strict().parse(await response.json()).answers;
}
const ageless = ({ staleness_ms: _, ...rest }: VerifyAnswer): object => rest;
const of = ({ secret }: Token, more: Omit<VerifyRequest, 'token'> = {}): VerifyRequest => ({ token: secret, ...more });

describe('POST /verify/batch', () => {
  it('answers each request in its place as POST /verify does', async () => {
    const { live, revoked, expired, foreign } = tokens;
    const www = { permission: 'purge:select', service_id: 'www' };
    const requests = [of(live, www), of(revoked), of(live, { ...www, service_id: 'other' }), of(foreign), { token: 'junk', permission: 'x' }, of(expired), of(live), { token: mintToken() }];
    const answers = (await answersTo(requests)).map(ageless);
    const single = await Promise.all(requests.map(({ token, ...rest }) => verifier.verify(own, token, rest)));
    expect(answers).toEqual(single.map(ageless));
    expect(answers.map((answer) => (answer as VerifyAnswer).reason)).toEqual([undefined, 'revoked', 'service_refused', 'unknown', 'malformed', 'expired', undefined, 'unknown']);
    expect(answers[3]).toEqual(answers[7]);
  });

  it('answers a thousand requests, each with an address and an agent', async () => {
    const requests = Array.from({ length: 1_000 }, (_, n) => of(n % 2 === 0 ? tokens.live : tokens.revoked, { ip: '2001:db8::1', user_agent: 'x'.repeat(500) }));
    const answers = await answersTo(requests);
    expect(answers).toHaveLength(1_000);
    expect(answers.map(({ active }) => active)).toEqual(requests.map((_, n) => n % 2 === 0));
  });

  it('waits for all that is awaited together, for a second in total', async () => {
    const [late, never] = [aToken({ customer_id: customer }), aToken({ customer_id: customer })];
    const awaited = (token: Token) => of(token, { at_least: `${token.state.id}@${token.state.sequence}` });
    const start = performance.now();
    const asked = answersTo([awaited(late), of(tokens.live), ...Array.from({ length: 50 }, () => awaited(never))]);
    await feed.tell(late);
    const answers = await asked;
    const ms = performance.now() - start;
    expect(answers.slice(0, 2)).toMatchObject([{ active: true, id: late.state.id }, { active: true }]);
    expect(answers.slice(2).map(({ reason }) => reason)).toEqual(Array.from({ length: 50 }, () => 'behind'));
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(5_000);
  });

  it('sees a revocation that it awaits', async () => {
    const token = aToken({ customer_id: customer });
    await feed.tell(token);
    await verifier.knows(token);
    const revoked = changed(token, { status: 'revoked' });
    const asked = answersTo([of(token, { at_least: `${token.state.id}@2` })]);
    await feed.tell(revoked);
    expect(await asked).toMatchObject([{ active: false, reason: 'revoked', sequence: 2 }]);
  });

  it('counts each use, and none of a batch that it refuses', async () => {
    const token = aToken({ customer_id: customer });
    await feed.tell(token);
    await verifier.knows(token);
    const reader = new UsageReader(feed.client);
    const other = await TestVerifier.ready(feed);
    await other.post({ requests: [of(token), { token: '' }] }, as(own), '/verify/batch');
    const allowed = of(token, { permission: 'purge:select' });
    expect((await other.post({ requests: [allowed, allowed, of(token, { permission: 'stats:read' }), allowed] }, as(own), '/verify/batch')).status).toBe(200);
    await other.close();
    await eventually(() => expect(reader.counts(token.state.id)).toEqual({ allowed: 3, permission_refused: 1 }));
    await reader.close();
  });
});

describe('what POST /verify/batch refuses', () => {
  it.each<[string, unknown, object[]]>([
    ['no requests', {}, [{ pointer: '/requests', detail: 'expected an array' }]],
    ['none of them', { requests: [] }, [{ pointer: '/requests', detail: 'expected a count of at least 1' }]],
    ['more than a thousand', { requests: Array.from({ length: 1_001 }, () => ({ token: 'x' })) }, [{ pointer: '/requests', detail: 'expected a count of at most 1000' }]],
    ['an unknown field', { requests: [{ token: 'x' }], marker: 1 }, [{ pointer: '', detail: 'has a field that is not known' }]],
    [
      'requests that break the schema, each at its place',
      { requests: [{ token: 'x' }, {}, { token: 'x', ip: 'marker' }, 'marker'] },
      [
        { pointer: '/requests/1/token', detail: 'expected a string' },
        { pointer: '/requests/2/ip', detail: 'matches none of the accepted forms' },
        { pointer: '/requests/3', detail: 'expected an object' },
      ],
    ],
  ])('%s', async (_, body, errors) => {
    const problem = await problemOf(await post(body));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request', errors });
    expect(JSON.stringify(problem)).not.toContain('marker');
  });

  it.each(['permission', 'service_id', 'workspace_id', 'ip', 'at_least', 'note'])('a secret in %s of any request (invariant 1)', async (field) => {
    const secret = mintToken();
    const problem = await problemOf(await post({ requests: [of(tokens.live), of(tokens.live, { [field]: `x ${secret}` })] }));
    expect(problem).toMatchObject({ status: 422, code: 'contains_secret' });
    expect(JSON.stringify(problem) + verifier.lines.join('')).not.toContain(secret);
  });

  it('what is no JSON, is no JSON by its type, or is larger than a mebibyte', async () => {
    expect(await problemOf(await post('{"requests":'))).toMatchObject({ status: 400, code: 'invalid_json' });
    expect(await problemOf(await post('requests=x', { ...as(own), 'content-type': 'application/x-www-form-urlencoded' }))).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect(await problemOf(await post({ requests: [{ token: 'x'.repeat(1024 * 1024) }] }))).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('callers without credentials, with dead ones, or without the permission', async () => {
    const body = { requests: [of(tokens.live)] };
    expect(await problemOf(await post(body, {}))).toMatchObject({ status: 401, code: 'unauthorized', challenge: 'Bearer realm="latchkey"' });
    expect(await problemOf(await post(body, as(tokens.revoked)))).toMatchObject({ status: 401, challenge: expect.stringContaining('error="invalid_token"') });
    const forbidden = { status: 403, code: 'insufficient_scope', challenge: expect.stringContaining('scope="token:introspect"') };
    expect(await problemOf(await post(body, as(tokens.engineer)))).toMatchObject(forbidden);
  });

  it('callers that ask too often, by the batch', async () => {
    const limited = await TestVerifier.ready(feed, { RATE_LIMIT_PER_MINUTE: '1' });
    const ask = () => limited.post({ requests: [of(tokens.live), of(tokens.live)] }, as(own), '/verify/batch');
    // Twice within one minute, even if the first two fall into different ones.
    const statuses = [(await ask()).status, (await ask()).status, (await ask()).status];
    expect(statuses[0]).toBe(200);
    expect(statuses).toContain(429);
    await limited.close();
  });

  it('everyone, while it cannot know', async () => {
    const blind = await TestVerifier.start(feed, { KAFKA_BROKERS: '127.0.0.1:1' });
    expect(await problemOf(await blind.post({ requests: [of(tokens.live)] }, as(own), '/verify/batch'))).toMatchObject({ status: 503, code: 'not_ready' });
    await blind.close();
  });
});
