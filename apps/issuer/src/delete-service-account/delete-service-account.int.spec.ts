import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { type Holder, type Issued, problemOf, TestIssuer } from '../../test/issuer.js';
import { copyToken } from '../../test/copy-token.js';
import { changesIn, lastIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const ask = (id: string, by: string = admin.secret) => issuer.call(`/service-accounts/${id}`, { method: 'DELETE', by });
const accountOf = async (id: string): Promise<string> => (await issuer.get(id)).service_account_id;
const expire = (id: string) => issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 second' where id = $1`, [id]);
async function unused(name = 'ci'): Promise<Issued> {
  const token = await issuer.issue({ name }, admin.secret);
  await issuer.revoke(token.id);
  return token;
}

describe('DELETE /service-accounts/{id}', () => {
  it('deletes one whose tokens are all dead; they still name it', async () => {
    const { id: token, service_account_id: id } = await unused();
    const expired = await issuer.issue({ service_account_id: id }, admin.secret);
    await expire(expired.id);
    expect((await ask(id)).status).toBe(204);
    for (const each of [token, expired.id]) expect(await issuer.get(each)).toMatchObject({ service_account_id: id });
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const again = await issuer.call(`/service-accounts/${id}`, { method, by: admin.secret, ...(method === 'PATCH' && { body: { name: 'back' } }) });
      expect(await problemOf(again)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('tells it once', async () => {
    const { service_account_id: id } = await unused('told');
    await Promise.all([ask(id), ask(id)]);
    expect(await changesIn(issuer.dataSource, id)).toMatchObject([{ type: 'service-account.deleted.v1' }]);
    const told = { service_account_id: id, service_account_name: 'told', customer_id: admin.customer_id, actor: { token_id: admin.id } };
    expect(await lastIn(issuer.dataSource, id, 'service-account.deleted.v1')).toMatchObject(told);
  });

  it('gives a deleted one no token more', async () => {
    const { service_account_id: id } = await unused();
    await ask(id);
    const detail = '`service_account_id` names no service account that you may see.';
    for (const by of [admin.secret, issuer.platform.secret]) {
      expect(await problemOf(await issuer.ask({ service_account_id: id, customer_id: admin.customer_id }, by))).toMatchObject({ status: 404, code: 'not_found', detail });
    }
  });

  it('refuses one with live tokens, suspended ones among them, and counts them', async () => {
    const { service_account_id: id } = await unused();
    const [live, suspended] = [await issuer.issue({ service_account_id: id }, admin.secret), await issuer.issue({ service_account_id: id }, admin.secret)];
    await issuer.act(suspended.id, 'suspend');
    expect(await problemOf(await ask(id))).toMatchObject({ status: 409, code: 'has_live_tokens', detail: 'Live tokens: 2.' });
    await issuer.revoke(live.id);
    expect(await problemOf(await ask(id))).toMatchObject({ status: 409, code: 'has_live_tokens', detail: 'Live tokens: 1.' });
    await issuer.revoke(suspended.id);
    expect((await ask(id)).status).toBe(204);
  });

  it('finds a foreign one as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [await accountOf(other.id), await accountOf(issuer.platform.id), mintId(), 'no-id']) {
      expect(await problemOf(await ask(id))).toMatchObject({ status: 404, code: 'not_found', detail: 'Nothing that you may see stands at this address.' });
    }
    expect((await issuer.call('/tokens/self', { by: other.secret })).status).toBe(200);
  });

  it('refuses that of a customer that left', async () => {
    const other = await issuer.customer();
    await issuer.call(`/customers/${other.customer_id}`, { method: 'DELETE', by: issuer.platform.secret });
    expect(await problemOf(await ask(await accountOf(other.id), issuer.platform.secret))).toMatchObject({ status: 409, code: 'customer_offboarded' });
  });

  it('needs token:write', async () => {
    const { secret } = await issuer.holder({ roles: ['auditor'] }, admin.secret);
    expect(await problemOf(await ask(await accountOf(admin.id), secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});

describe('at the same time', () => {
  it('no live token stays behind with a service account that is being deleted', async () => {
    for (let round = 0; round < 10; round++) {
      const { service_account_id: id } = await unused();
      const [made, deleted] = await Promise.all([issuer.ask({ service_account_id: id }, admin.secret), ask(id)]);
      expect([[201, 409], [404, 204]]).toContainEqual([made.status, deleted.status]);
    }
  });

  it('a rotation under way, whose token has expired meanwhile, keeps the service account for its successor', async () => {
    const { id: token, service_account_id: id } = await issuer.issue({}, admin.secret);
    await expire(token);
    const { deleting } = await issuer.dataSource.transaction(async (rotation) => {
      await rotation.query('select from issuer.tokens where id = $1 for no key update', [token]);
      await copyToken(rotation, token, 1);
      const asked = ask(id);
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await eventually(async () => expect(await issuer.dataSource.query(waiting)).not.toEqual([]));
      return { deleting: asked };
    });
    expect(await problemOf(await deleting)).toMatchObject({ status: 409, code: 'has_live_tokens', detail: 'Live tokens: 1.' });
  });
});
