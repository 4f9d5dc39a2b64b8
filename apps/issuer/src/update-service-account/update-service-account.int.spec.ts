import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const rename = (id: string, body: unknown, by: string = admin.secret) => issuer.call(`/service-accounts/${id}`, { method: 'PATCH', by, body });
const accountOf = async (id: string): Promise<string> => (await issuer.get(id)).service_account_id;

describe('PATCH /service-accounts/{id}', () => {
  it('gives it another name, leaves its tokens theirs, and tells it', async () => {
    const { id: token, service_account_id: id } = await issuer.issue({ name: 'deploy' }, admin.secret);
    const response = await rename(id, { name: 'release' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id, name: 'release', tokens: 1, live_tokens: 1 });
    expect(await issuer.get(token)).toMatchObject({ name: 'deploy', service_account_id: id });
    expect(await changesIn(issuer.dataSource, id)).toMatchObject([{ type: 'service-account.updated.v1' }]);
    const told = { service_account_id: id, service_account_name: 'release', customer_id: admin.customer_id, actor: { token_id: admin.id } };
    expect(await lastIn(issuer.dataSource, id, 'service-account.updated.v1')).toMatchObject(told);
  });

  it('leaves no trace of what changes nothing', async () => {
    const { service_account_id: id } = await issuer.issue({ name: 'same' }, admin.secret);
    for (const body of [{}, { name: 'same' }]) expect(await (await rename(id, body)).json()).toMatchObject({ name: 'same', tokens: 1 });
    expect(await changesIn(issuer.dataSource, id)).toEqual([]);
  });

  it('finds a foreign one as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    const foreign = await accountOf(other.id);
    for (const id of [foreign, await accountOf(issuer.platform.id), mintId(), 'no-id']) {
      expect(await problemOf(await rename(id, { name: 'x' }))).toMatchObject({ status: 404, code: 'not_found', detail: 'Nothing that you may see stands at this address.' });
    }
    expect((await rename(foreign, { name: 'by the platform' }, issuer.platform.secret)).status).toBe(200);
  });

  it('refuses that of a customer that left', async () => {
    const other = await issuer.customer();
    await issuer.call(`/customers/${other.customer_id}`, { method: 'DELETE', by: issuer.platform.secret });
    const answered = await problemOf(await rename(await accountOf(other.id), { name: 'x' }, issuer.platform.secret));
    expect(answered).toMatchObject({ status: 409, code: 'customer_offboarded' });
  });

  it.each([{ name: '' }, { name: null }, { customer_id: mintId() }, { deleted_at: null }])('refuses %j', async (body) => {
    expect(await problemOf(await rename(await accountOf(admin.id), body))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('takes no secret for a name (invariant 1)', async () => {
    expect(await problemOf(await rename(await accountOf(admin.id), { name: admin.secret }))).toMatchObject({ status: 422, code: 'contains_secret' });
  });

  it('needs token:write', async () => {
    const { secret } = await issuer.holder({ roles: ['auditor'] }, admin.secret);
    expect(await problemOf(await rename(await accountOf(admin.id), { name: 'x' }, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
