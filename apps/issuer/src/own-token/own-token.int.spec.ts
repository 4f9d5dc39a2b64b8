import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintToken } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const self = (by: string | undefined, method = 'GET', query = '') => issuer.call(`/tokens/self${query}`, { method, ...(by === undefined ? {} : { by }) });
const statusOf = async (id: string): Promise<string> => (await issuer.get(id)).status;

describe('GET /tokens/self', () => {
  it('shows any holder its own token, without the secret', async () => {
    const { access_token: secret, ...rest } = await issuer.issue({ roles: ['reporter'], labels: { team: 'edge' } }, admin.secret);
    const text = await (await self(secret)).text();
    expect(JSON.parse(text)).toEqual(rest);
    expect(text).not.toContain(secret);
  });

  it('shows the platform’s token to the platform', async () => {
    expect(await (await self(issuer.platform.secret)).json()).toMatchObject({ id: issuer.platform.id });
  });

  it('needs a live token', async () => {
    const { id, secret } = await issuer.holder({}, admin.secret);
    await issuer.revoke(id, admin.secret);
    for (const by of [undefined, mintToken(), secret]) expect(await problemOf(await self(by))).toMatchObject({ status: 401, code: 'unauthorized' });
  });
});

describe('DELETE /tokens/self', () => {
  it('ends the token that comes with it, and what it made', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user', 'token_admin'] }, admin.secret);
    const child = await issuer.issue({ roles: ['user'] }, secret);
    const response = await self(secret, 'DELETE');
    expect([response.status, await response.text(), response.headers.get('latchkey-consistency')]).toEqual([204, '', `${id}@2`]);
    expect([await statusOf(id), await statusOf(child.id), await statusOf(admin.id)]).toEqual(['revoked', 'revoked', 'active']);
    expect(await problemOf(await self(secret))).toMatchObject({ status: 401 });
  });

  it('leaves what it made where it is told to', async () => {
    const { secret } = await issuer.holder({ roles: ['user', 'token_admin'] }, admin.secret);
    const child = await issuer.issue({ roles: ['user'] }, secret);
    expect((await self(secret, 'DELETE', '?descendants=false')).status).toBe(204);
    expect(await statusOf(child.id)).toBe('active');
  });

  it('takes no permission', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect((await self(secret, 'DELETE')).status).toBe(204);
    expect(await statusOf(id)).toBe('revoked');
  });

  it('refuses what it does not know, and then ends nothing', async () => {
    expect(await problemOf(await self(admin.secret, 'DELETE', '?descendants=maybe'))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await statusOf(admin.id)).toBe('active');
  });
});

describe('/tokens/{id}, as Fastly names it', () => {
  it('shows and ends the same token as /automation-tokens/{id}', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    expect(await (await issuer.call(`/tokens/${id}`, { by: admin.secret })).json()).toEqual(await issuer.get(id));
    const response = await issuer.call(`/tokens/${id}`, { method: 'DELETE', by: admin.secret });
    expect([response.status, response.headers.get('latchkey-consistency')]).toEqual([204, `${id}@2`]);
    expect(await statusOf(id)).toBe('revoked');
  });

  it('needs the same permissions, and finds a foreign token as little (invariant 9)', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    const { id } = await issuer.issue({}, admin.secret);
    const other = await issuer.customer();
    for (const method of ['GET', 'DELETE']) {
      expect(await problemOf(await issuer.call(`/tokens/${id}`, { method, by: secret }))).toMatchObject({ status: 403, code: 'insufficient_scope' });
      expect(await problemOf(await issuer.call(`/tokens/${id}`, { method, by: other.secret }))).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect(await statusOf(id)).toBe('active');
  });
});
