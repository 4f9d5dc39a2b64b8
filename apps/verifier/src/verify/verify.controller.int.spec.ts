import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aGrant, eventually } from '@latchkey/testing';
import { mintId, mintToken } from '@latchkey/tokens';
import { anIntrospector, aToken, TokenStateFeed } from '../../test/token-state.js';
import { problemOf, TestVerifier } from '../../test/verifier.js';
import { verdictReasons } from './verify.schema.js';

let feed: TokenStateFeed;
let verifier: TestVerifier;
const platform = anIntrospector({ platform: true });
const token = aToken();
const others = {
  engineer: aToken({ grant: aGrant({ permissions: ['purge:select', 'service:write'] }) }),
  revoked: anIntrospector({ status: 'revoked' }),
  suspended: anIntrospector({ status: 'suspended' }),
  expired: anIntrospector({ grant: aGrant({ permissions: ['token:introspect'], expires_at: '2026-01-01T00:00:00.000Z' }) }),
  early: anIntrospector({ grant: aGrant({ permissions: ['token:introspect'], not_before: '2999-01-01T00:00:00.000Z' }) }),
  elsewhere: anIntrospector({ grant: aGrant({ permissions: ['token:introspect'], networks: ['192.0.2.0/24'] }) }),
  unreadable: anIntrospector(),
};

beforeAll(async () => {
  feed = await new TokenStateFeed().open();
  await feed.tell(platform, token, ...Object.values(others));
  await feed.breakRecordOf(others.unreadable);
  await feed.beat();
  verifier = await TestVerifier.ready(feed);
});
afterAll(async () => {
  await verifier.close();
  await feed.close();
});

const as = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
const post = (body: unknown, headers: Record<string, string> = as(platform.secret)) => verifier.post(body, headers);

describe('what breaks the schema of POST /verify', () => {
  it.each<[string, unknown, string, string]>([
    ['no token', {}, '/token', 'expected a string'],
    ['a token that is no text', { token: 5 }, '/token', 'expected a string'],
    ['an empty token', { token: '' }, '/token', 'expected a length of at least 1'],
    ['too long a token', { token: 'x'.repeat(1_001) }, '/token', 'expected a length of at most 1000'],
    ['an unknown field', { token: 'x', marker: 1 }, '', 'has a field that is not known'],
    ['a permission that is no text', { token: 'x', permission: ['marker'] }, '/permission', 'expected a string'],
    ['no address', { token: 'x', ip: 'marker' }, '/ip', 'matches none of the accepted forms'],
    ['too long an agent', { token: 'x', user_agent: 'x'.repeat(4_097) }, '/user_agent', 'expected a length of at most 4096'],
    ['an empty service', { token: 'x', service_id: '' }, '/service_id', 'expected a length of at least 1'],
    ['an at_least of another form', { token: 'x', at_least: 'marker@1' }, '/at_least', 'has the wrong format'],
    ['an at_least of no sequence', { token: 'x', at_least: `${mintId()}@0` }, '/at_least', 'has the wrong format'],
    ['no object', ['marker'], '', 'expected an object'],
    ['nothing', '', '', 'expected an object'],
  ])('%s is refused, named and not repeated', async (_, body, pointer, detail) => {
    const problem = await problemOf(await post(body));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ pointer, detail }] });
    expect(JSON.stringify(problem)).not.toContain('marker');
  });

  it.each(['{"token":', '{"token":"a"}{', '\u0000'])('%j is no JSON', async (body) => {
    expect(await problemOf(await post(body))).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  it('a body is read up to 64 KiB', async () => {
    expect(await problemOf(await post({ token: 'x'.repeat(70_000) }))).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('a form is not JSON', async () => {
    const response = await post('token=x', { ...as(platform.secret), 'content-type': 'application/x-www-form-urlencoded' });
    expect(await problemOf(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it.each(['permission', 'service_id', 'workspace_id', 'ip', 'at_least', 'note'])('a secret in %s is refused as one (invariant 1)', async (field) => {
    const secret = mintToken();
    const problem = await problemOf(await post({ token: token.secret, [field]: `x ${secret}` }));
    expect(problem).toMatchObject({ status: 422, code: 'contains_secret' });
    expect(JSON.stringify(problem) + verifier.lines.join('')).not.toContain(secret);
  });
});

describe('who may ask', () => {
  const invalid = (why: string) => ({
    status: 401,
    code: 'unauthorized',
    challenge: `Bearer realm="latchkey", error="invalid_token", error_description="${why}"`,
  });

  it('whoever holds token:introspect, by either header', async () => {
    for (const headers of [as(platform.secret), { 'fastly-key': platform.secret }]) {
      expect((await post({ token: token.secret }, headers)).status).toBe(200);
    }
  });

  it('nobody without a token', async () => {
    const expected = { status: 401, code: 'unauthorized', challenge: 'Bearer realm="latchkey"' };
    for (const headers of [{}, { authorization: 'Basic dTpw' }]) expect(await problemOf(await post({ token: token.secret }, headers))).toMatchObject(expected);
  });

  it('nobody with junk or a token that is not known', async () => {
    expect(await problemOf(await post({ token: token.secret }, as('junk')))).toMatchObject(invalid('this is not a token of Latchkey'));
    expect(await problemOf(await post({ token: token.secret }, as(mintToken())))).toMatchObject(invalid('the token is not known'));
  });

  it.each<[keyof typeof others, string]>([
    ['revoked', 'the token was revoked at 2026-01-01T00:00:00.000Z'],
    ['suspended', 'the token is suspended since 2026-01-01T00:00:00.000Z'],
    ['expired', 'the token expired at 2026-01-01T00:00:00.000Z'],
    ['early', 'the token is not valid before 2999-01-01T00:00:00.000Z'],
    ['elsewhere', 'the token may not be used from this network'],
    ['unreadable', 'what holds for this token cannot be read'],
  ])('nobody whose token is %s', async (name, why) => {
    await eventually(() => expect(verifier.keyring.find(others.unreadable.state.digest)?.unreadable).toBe(true));
    expect(await problemOf(await post({ token: token.secret }, as(others[name].secret)))).toMatchObject(invalid(why));
  });

  it('nobody whose token lacks the permission', async () => {
    const problem = await problemOf(await post({ token: token.secret }, as(others.engineer.secret)));
    expect(problem).toMatchObject({ status: 403, code: 'insufficient_scope', challenge: expect.stringContaining('scope="token:introspect"') });
  });
});

describe('the description of POST /verify', () => {
  it('names every reason and the permission that it takes', async () => {
    const document = (await (await fetch(`${verifier.service.url}/openapi.json`)).json()) as { paths: Record<string, unknown> };
    expect(document.paths['/verify']).toMatchObject({
      post: {
        'x-permissions': ['token:introspect'],
        responses: { 200: { content: { 'application/json': { schema: { properties: { reason: { enum: [...verdictReasons] } } } } } } },
      },
    });
  });
});
