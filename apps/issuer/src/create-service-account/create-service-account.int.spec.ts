import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';
import { serviceAccountView, type ServiceAccountView } from '../service-accounts/service-account-view.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const ask = (body: unknown, by: string = admin.secret) => issuer.call('/service-accounts', { method: 'POST', by, body });
async function create(body: unknown, by?: string): Promise<ServiceAccountView> {
  const response = await ask(body, by);
  expect(response.status).toBe(201);
  return serviceAccountView.parse(await response.json());
}

describe('POST /service-accounts', () => {
  it('makes one for the tokens to come, and tells it', async () => {
    const account = await create({ name: 'deploy' });
    expect(account).toMatchObject({ customer_id: admin.customer_id, name: 'deploy', tokens: 0, live_tokens: 0 });
    expect(await issuer.issue({ service_account_id: account.id }, admin.secret)).toMatchObject({ service_account_id: account.id });
    expect(await changesIn(issuer.dataSource, account.id)).toMatchObject([{ type: 'service-account.created.v1' }]);
    const told = { service_account_id: account.id, service_account_name: 'deploy', customer_id: admin.customer_id, actor: { token_id: admin.id } };
    expect(await lastIn(issuer.dataSource, account.id, 'service-account.created.v1')).toMatchObject(told);
  });

  it('makes one for any customer at the platform’s word', async () => {
    const { customer_id: customer } = await create({ name: 'deploy', customer_id: admin.customer_id }, issuer.platform.secret);
    expect(customer).toBe(admin.customer_id);
    expect((await create({ name: 'deploy' }, issuer.platform.secret)).customer_id).toBe(issuer.platform.customer_id);
  });

  it('makes none for another customer, nor for one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    const detail = '`customer_id` names no customer that you may see.';
    for (const customer of [other.customer_id, issuer.platform.customer_id, mintId()]) {
      expect(await problemOf(await ask({ name: 'x', customer_id: customer }))).toMatchObject({ status: 404, code: 'not_found', detail });
    }
    expect(await problemOf(await ask({ name: 'x', customer_id: mintId() }, issuer.platform.secret))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('makes none for a customer that left', async () => {
    const { customer_id: customer } = await issuer.customer();
    await issuer.call(`/customers/${customer}`, { method: 'DELETE', by: issuer.platform.secret });
    expect(await problemOf(await ask({ name: 'x', customer_id: customer }, issuer.platform.secret))).toMatchObject({ status: 409, code: 'customer_offboarded' });
  });

  it('makes neither row nor record where the outbox fails (invariant 2)', async () => {
    await issuer.dataSource.query('alter table issuer.outbox add constraint broken check (false) not valid');
    try {
      expect(await problemOf(await ask({ name: 'half' }))).toMatchObject({ status: 500, code: 'internal' });
    } finally {
      await issuer.dataSource.query('alter table issuer.outbox drop constraint broken');
    }
    expect(await issuer.dataSource.query(`select from issuer.service_accounts where name = 'half'`)).toEqual([]);
  });

  it.each([{}, { name: '' }, { name: 'x', id: mintId() }, { name: 'x', customer_id: 'no-id' }])('refuses %j', async (body) => {
    expect(await problemOf(await ask(body))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('takes no secret for a name (invariant 1)', async () => {
    expect(await problemOf(await ask({ name: admin.secret }))).toMatchObject({ status: 422, code: 'contains_secret' });
  });

  it('needs token:write', async () => {
    const { secret } = await issuer.holder({ roles: ['auditor'] }, admin.secret);
    expect(await problemOf(await ask({ name: 'x' }, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});

describe('a token and its service account', () => {
  it('are of one customer (attack: a token in another’s name)', async () => {
    const other = await issuer.customer();
    const [mine, theirs] = [await create({ name: 'mine' }), await create({ name: 'theirs' }, other.secret)];
    const detail = '`service_account_id` names no service account that you may see.';
    const asked = [
      issuer.ask({ service_account_id: theirs.id }, admin.secret),
      issuer.ask({ service_account_id: theirs.id, customer_id: admin.customer_id }),
      issuer.ask({ service_account_id: mine.id, customer_id: other.customer_id }),
      issuer.ask({ service_account_id: mine.id }),
    ];
    for (const response of await Promise.all(asked)) expect(await problemOf(response)).toMatchObject({ status: 404, code: 'not_found', detail });
    const forced = issuer.dataSource.query('update issuer.tokens set service_account_id = $2 where id = $1', [admin.id, theirs.id]);
    await expect(forced).rejects.toThrow('foreign key');
  });
});
