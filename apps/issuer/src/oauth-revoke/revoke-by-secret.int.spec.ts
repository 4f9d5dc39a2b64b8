import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { mintToken } from '@latchkey/tokens';
import type { EntityManager } from 'typeorm';
import { type Holder, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const urlencoded = 'application/x-www-form-urlencoded';
const post = (body: string, headers: Record<string, string> = {}) => issuer.call('/oauth2/revoke', { method: 'POST', body, headers: { 'content-type': urlencoded, ...headers } });
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const revoke = (secret: string, by?: string) => post(`token=${encodeURIComponent(secret)}`, by === undefined ? {} : bearer(by));
const statusOf = async (id: string): Promise<string> => (await issuer.get(id)).status;
async function expectDone(response: Response): Promise<void> {
  expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: '' });
  expect(response.headers.get('cache-control')).toBe('no-store');
}
async function expectError(response: Response, status: number, error: string): Promise<void> {
  expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { error, error_description: expect.any(String) } });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
}
const family = async (): Promise<{ root: Holder; child: Holder }> => {
  const root = await issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret);
  return { root, child: await issuer.holder({}, root.secret) };
};

describe('POST /oauth2/revoke by whoever holds the token', () => {
  it.each<[string, (secret: string) => Record<string, string>]>([
    ['nothing beside', () => ({})],
    ['the token as its own credentials', bearer],
    ['the token as Fastly’s key', (secret) => ({ 'fastly-key': secret })],
    ['credentials of an OAuth client, which it does not know', () => ({ authorization: 'Basic dTpw' })],
  ])('ends it with %s, and all that it made', async (_, headers) => {
    const { root, child } = await family();
    await expectDone(await post(`token=${root.secret}`, headers(root.secret)));
    expect([await statusOf(root.id), await statusOf(child.id)]).toEqual(['revoked', 'revoked']);
    expect(await lastIn(issuer.dataSource, root.id, 'token.revoked.v1')).toMatchObject({ reason: 'requested', actor: { kind: 'token', token_id: root.id } });
  });

  it('takes no permission, and any hint', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    await expectDone(await post(`token=${secret}&token_type_hint=refresh_token&other=1`));
    expect(await statusOf(id)).toBe('revoked');
  });

  it('answers alike where it is revoked already, so that it may ask again', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    for (const by of [undefined, secret, secret]) await expectDone(await revoke(secret, by));
    expect((await changesIn(issuer.dataSource, id)).slice(2)).toHaveLength(2);
  });

  it.each(['revoked', 'expired'])('has no power left once it is %s: an old secret cannot end what still works', async (state) => {
    const { root, child } = await family();
    if (state === 'revoked') await issuer.revoke(root.id, admin.secret, '?descendants=false');
    else await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [root.id]);
    for (const by of [undefined, root.secret]) await expectDone(await revoke(root.secret, by));
    expect([await statusOf(root.id), await statusOf(child.id)]).toEqual([state, 'active']);
  });
});

describe('POST /oauth2/revoke by another caller', () => {
  it('ends a token of its own customer, and all that it made', async () => {
    const { root, child } = await family();
    await expectDone(await revoke(root.secret, admin.secret));
    expect([await statusOf(root.id), await statusOf(child.id)]).toEqual(['revoked', 'revoked']);
    expect(await lastIn(issuer.dataSource, root.id, 'token.revoked.v1')).toMatchObject({ actor: { token_id: admin.id } });
  });

  it('answers alike for a foreign token, which lives on, and for one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const secret of [other.secret, issuer.platform.secret, mintToken(), 'junk', `lka_${'a'.repeat(46)}`]) await expectDone(await revoke(secret, admin.secret));
    expect([await statusOf(other.id), await statusOf(issuer.platform.id)]).toEqual(['active', 'active']);
  });

  it('of the platform ends any token', async () => {
    const { id, secret } = await issuer.customer();
    await expectDone(await revoke(secret, issuer.platform.secret));
    expect(await statusOf(id)).toBe('revoked');
  });

  it('needs token:write, and a live token of its own', async () => {
    const [{ secret: reader }, { id, secret }] = await Promise.all([issuer.holder({ roles: ['user'] }, admin.secret), issuer.holder({}, admin.secret)]);
    await expectError(await revoke(secret, reader), 403, 'insufficient_scope');
    const unknown = await revoke(secret, mintToken());
    expect(unknown.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await expectError(unknown, 401, 'invalid_client');
    expect(await statusOf(id)).toBe('active');
  });
});

describe('POST /oauth2/revoke of what cannot be revoked', () => {
  it.each([
    ['no form', ''],
    ['an empty token', 'token='],
    ['no token', 'token_type_hint=access_token'],
    ['two tokens', 'token=a&token=b'],
    ['a secret where none belongs', `token=a&other=${mintToken()}`],
  ])('refuses %s', async (_, form) => {
    await expectError(await post(form), 400, 'invalid_request');
  });

  it('says that a JWT is not of its type: its holder must not take it for ended', async () => {
    await expectError(await revoke('eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIn0.c2ln'), 400, 'unsupported_token_type');
  });

  it('takes no JSON, and no token from the address', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    await expectError(await post(JSON.stringify({ token: secret }), { 'content-type': 'application/json' }), 415, 'invalid_request');
    await expectError(await issuer.call(`/oauth2/revoke?token=${secret}`, { method: 'POST', headers: { 'content-type': urlencoded }, body: '' }), 400, 'invalid_request');
    expect(await statusOf(id)).toBe('active');
  });

  it('neither logs nor repeats a secret (invariant 1)', async () => {
    const { secret } = await issuer.holder({}, admin.secret);
    const texts = await Promise.all([post(`token=${secret}&token=${secret}`), post(`tok=${secret}`), revoke(`${secret}x`), revoke(secret)].map(async (response) => (await response).text()));
    expect(texts.join() + issuer.lines.join('')).not.toContain(secret);
  });
});

describe('POST /oauth2/revoke where it cannot be done', () => {
  it('says so in the way of OAuth', async () => {
    const { secret } = await issuer.holder({}, admin.secret);
    await issuer.dataSource.query('alter table issuer.tokens rename to tokens_away');
    try {
      await expectError(await revoke(secret), 500, 'server_error');
    } finally {
      await issuer.dataSource.query('alter table issuer.tokens_away rename to tokens');
    }
  });

  it('says when to ask again if the database went away meanwhile: the token may still live', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    const response = await issuer.dataSource.transaction(async (manager) => {
      await manager.query('lock table issuer.tokens in access exclusive mode');
      const asked = revoke(secret);
      await eventually(async () => expect(await endWaiting(manager)).not.toEqual([]));
      return asked;
    });
    expect(response.headers.get('retry-after')).toBe('1');
    await expectError(response, 503, 'temporarily_unavailable');
    expect(await statusOf(id)).toBe('active');
  });

  /** Ends the connections that wait for a lock, as Postgres does when it stops. */
  function endWaiting(manager: EntityManager): Promise<object[]> {
    return manager.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
  }
});
