import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const call = async (verb: string, id: string, by: string = admin.secret) => problemOf(await issuer.act(id, verb, by));
const types = async (id: string) => (await changesIn(issuer.dataSource, id)).map(({ type, sequence, status }) => [type, sequence, status]);

describe('POST /automation-tokens/{id}/suspend and /resume', () => {
  it.each([
    ['broken JSON', 'application/json', '{', 400, 'invalid_json'],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', 415, 'unsupported_media_type'],
    ['more than 64 KiB', 'application/json', JSON.stringify('x'.repeat(66_000)), 413, 'body_too_large'],
  ])('take no body, and refuse %s as any route does', async (_, type, body, status, code) => {
    const { id } = await issuer.issue({}, admin.secret);
    for (const verb of ['suspend', 'resume']) {
      expect(await problemOf(await issuer.act(id, verb, admin.secret, { headers: { 'content-type': type }, body }))).toMatchObject({ status, code });
    }
    expect(await issuer.get(id)).toMatchObject({ status: 'active' });
  });

  it('take a type with nothing under it for no body', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const nothing = { headers: { 'content-type': 'application/json' }, body: '' };
    expect((await issuer.act(id, 'suspend', admin.secret, nothing)).status).toBe(200);
  });

  it('switch a token off and on again, each under the next sequence', async () => {
    const { id, secret } = await issuer.holder({ roles: ['token_admin'] }, admin.secret);
    const off = await issuer.act(id, 'suspend', admin.secret);
    expect([off.status, off.headers.get('latchkey-consistency')]).toEqual([200, `${id}@2`]);
    expect(await off.json()).toMatchObject({ id, status: 'suspended' });
    expect(await problemOf(await issuer.call('/automation-tokens', { by: secret }))).toMatchObject({ status: 401, challenge: expect.stringContaining('suspended since') });
    const on = await issuer.act(id, 'resume', admin.secret);
    expect([on.status, on.headers.get('latchkey-consistency')]).toEqual([200, `${id}@3`]);
    expect((await issuer.call('/automation-tokens', { by: secret })).status).toBe(200);
    expect((await types(id)).slice(2)).toEqual([
      ['token.state.v1', 2, 'suspended'],
      ['token.suspended.v1', 2, null],
      ['token.state.v1', 3, 'active'],
      ['token.resumed.v1', 3, null],
    ]);
    expect(await lastIn(issuer.dataSource, id, 'token.suspended.v1')).toMatchObject({ actor: { token_id: admin.id } });
  });

  it('leave a token that is so already as it is', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    expect((await issuer.act(id, 'resume', admin.secret)).headers.get('latchkey-consistency')).toBe(`${id}@1`);
    await issuer.act(id, 'suspend', admin.secret);
    expect((await issuer.act(id, 'suspend', admin.secret)).headers.get('latchkey-consistency')).toBe(`${id}@2`);
  });

  it.each(['suspend', 'resume'])('say of %s that a dead token stays dead', async (verb) => {
    const [revoked, expired] = await Promise.all([issuer.issue({}, admin.secret), issuer.issue({}, admin.secret)]);
    await issuer.revoke(revoked.id, admin.secret);
    await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [expired.id]);
    for (const { id } of [revoked, expired]) expect(await call(verb, id)).toMatchObject({ status: 409, code: 'token_ended' });
  });

  it.each(['suspend', 'resume'])('find for %s a foreign token as little as one that is not there (invariant 9)', async (verb) => {
    const other = await issuer.customer();
    for (const id of [other.id, issuer.platform.id, mintId(), 'no-id']) expect(await call(verb, id)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each(['suspend', 'resume'])('need token:write to %s', async (verb) => {
    const { id, secret } = await issuer.holder({ roles: ['user', 'auditor'] }, admin.secret);
    expect(await call(verb, id, secret)).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('let nobody resume a token that holds more than they do', async () => {
    const small = await issuer.holder({ roles: ['engineer', 'token_admin'], services: ['a'] }, admin.secret);
    const { id } = await issuer.issue({}, admin.secret);
    expect((await issuer.act(id, 'suspend', small.secret)).status).toBe(200);
    expect(await call('resume', id, small.secret)).toMatchObject({ status: 403, code: 'not_covered' });
  });

  it('let no suspended token resume itself', async () => {
    const { id, secret } = await issuer.holder({ roles: ['token_admin'] }, admin.secret);
    await issuer.act(id, 'suspend', secret);
    expect(await call('resume', id, secret)).toMatchObject({ status: 401, code: 'unauthorized' });
  });
});
