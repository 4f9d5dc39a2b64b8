import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const get = (id: string, by: string = admin.secret) => issuer.call(`/service-accounts/${id}`, { by });
const accountOf = async (id: string): Promise<string> => (await issuer.get(id)).service_account_id;

describe('GET /service-accounts/{id}', () => {
  it('shows the one that a token was made with, and its tokens counted', async () => {
    const token = await issuer.issue({ name: 'deploy' }, admin.secret);
    const shown = { id: token.service_account_id, customer_id: admin.customer_id, name: 'deploy', created_at: token.created_at, tokens: 1, live_tokens: 1 };
    for (const by of [admin.secret, issuer.platform.secret]) expect(await (await get(token.service_account_id, by)).json()).toEqual(shown);
  });

  it('outlives its tokens: they are rotated and revoked, and it stays as it was (the reason for service accounts)', async () => {
    const first = await issuer.issue({ name: 'deploy' }, admin.secret);
    let last = first;
    for (let turn = 0; turn < 3; turn++) last = await issuer.rotate(last.id, admin.secret, { overlap_seconds: 0 });
    expect(last.service_account_id).toBe(first.service_account_id);
    expect(await (await get(first.service_account_id)).json()).toMatchObject({ name: 'deploy', tokens: 4, live_tokens: 1 });
    await issuer.revoke(last.id);
    expect(await (await get(first.service_account_id)).json()).toMatchObject({ name: 'deploy', tokens: 4, live_tokens: 0 });
    const next = await issuer.issue({ name: 'anew', service_account_id: first.service_account_id }, admin.secret);
    expect(await (await get(next.service_account_id)).json()).toMatchObject({ name: 'deploy', tokens: 5, live_tokens: 1 });
  });

  it('outlives whoever made it', async () => {
    const maker = await issuer.holder({ roles: ['token_admin', 'engineer'] }, admin.secret);
    const made = await issuer.call('/service-accounts', { method: 'POST', by: maker.secret, body: { name: 'left behind' } });
    const { id } = (await made.json()) as { id: string };
    await issuer.revoke(maker.id);
    expect((await get(id)).status).toBe(200);
    expect((await issuer.ask({ service_account_id: id }, admin.secret)).status).toBe(201);
  });

  it('finds a foreign one as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [await accountOf(other.id), await accountOf(issuer.platform.id), mintId(), 'no-id']) {
      expect(await problemOf(await get(id))).toMatchObject({ status: 404, code: 'not_found', detail: 'Nothing that you may see stands at this address.' });
    }
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await get(await accountOf(admin.id), secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
