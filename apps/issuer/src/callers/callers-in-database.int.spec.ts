import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const set = (id: string, assignment: string) => issuer.dataSource.query(`update issuer.tokens set ${assignment} where id = $1`, [id]);
const list = (by: string) => issuer.call('/automation-tokens', { by });
const invalid = (why: string) => ({
  status: 401,
  code: 'unauthorized',
  challenge: `Bearer realm="latchkey", error="invalid_token", error_description="${why}"`,
});

describe('whoever calls the issuer', () => {
  it.each([
    ['POST', '/automation-tokens'],
    ['GET', '/automation-tokens'],
    ['GET', '/automation-tokens/0000000000000000000000'],
    ['DELETE', '/automation-tokens/0000000000000000000000'],
  ])('needs a token for %s %s', async (method, path) => {
    const bare = { status: 401, code: 'unauthorized', challenge: 'Bearer realm="latchkey"' };
    expect(await problemOf(await issuer.call(path, { method }))).toMatchObject(bare);
    expect(await problemOf(await issuer.call(path, { method, by: mintToken() }))).toMatchObject(invalid('the token is not known'));
    expect(await problemOf(await issuer.call(path, { method, by: 'junk' }))).toMatchObject(invalid('this is not a token of Latchkey'));
  });

  it.each<[string, string, (id: string) => string, Record<string, unknown>]>([
    ['token:read', 'GET', () => '', {}],
    ['token:read', 'GET', (id) => `/${id}`, {}],
    ['token:write', 'POST', () => '', { body: { name: 'ci', role: 'user' } }],
    ['token:write', 'DELETE', (id) => `/${id}`, {}],
  ])('needs %s for %s', async (permission, method, path, more) => {
    const { secret } = await issuer.holder({ roles: ['engineer'] }, admin.secret);
    expect(await problemOf(await issuer.call(`/automation-tokens${path(admin.id)}`, { method, by: secret, ...more }))).toMatchObject({
      status: 403,
      code: 'insufficient_scope',
      challenge: `Bearer realm="latchkey", error="insufficient_scope", error_description="the token lacks a permission", scope="${permission}"`,
    });
  });

  it('is let in as soon as its token is issued, and no longer once it is revoked', async () => {
    const { id, secret } = await issuer.holder({ roles: ['token_admin'] }, admin.secret);
    expect((await list(secret)).status).toBe(200);
    expect((await issuer.revoke(id, admin.secret)).status).toBe(204);
    const { revoked_at: revokedAt } = await issuer.get(id, admin.secret);
    expect(await problemOf(await list(secret))).toMatchObject(invalid(`the token was revoked at ${revokedAt}`));
  });

  it.each([
    ['has expired', `expires_at = '2026-01-02T03:04:05Z'`, 'the token expired at 2026-01-02T03:04:05.000Z'],
    ['is not valid yet', `not_before = '2999-01-01T00:00:00Z', expires_at = null`, 'the token is not valid before 2999-01-01T00:00:00.000Z'],
    ['is suspended', `status = 'suspended', changed_at = '2026-01-02T03:04:05Z'`, 'the token is suspended since 2026-01-02T03:04:05.000Z'],
    ['is for other networks', `allowed_cidrs = '{203.0.113.0/24}'`, 'the token may not be used from this network'],
  ])('is told that its token %s', async (_, assignment, why) => {
    const { id, secret } = await issuer.holder({ roles: ['token_admin'] }, admin.secret);
    await set(id, assignment);
    expect(await problemOf(await list(secret))).toMatchObject(invalid(why));
  });
});
