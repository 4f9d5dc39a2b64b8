import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';
import { customerView } from '../customers/customer-view.js';
import { defaultPolicy } from '../policy/policy.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const create = (body: unknown, by: string = issuer.platform.secret) => issuer.call('/customers', { method: 'POST', by, body });

describe('POST /customers', () => {
  it('makes a customer that binds its tokens by what was asked for alone', async () => {
    const response = await create({ name: 'Example Media', policy: { max_lifetime_days: 90 } });
    expect(response.status).toBe(201);
    const customer = customerView.parse(await response.json());
    const policy = { ...defaultPolicy, max_lifetime_days: 90 };
    expect(customer).toMatchObject({ name: 'Example Media', platform: false, policy, offboarded_at: null, erased_at: null });
    expect(await (await issuer.call(`/customers/${customer.id}`, { by: issuer.platform.secret })).json()).toEqual(customer);
    const { expires_at: end, created_at: start } = await issuer.issue({ customer_id: customer.id, expires_at: undefined, roles: ['user'] });
    expect(end).not.toBeNull();
    expect(Date.parse(String(end)) - Date.parse(start)).toBeLessThanOrEqual(90 * 86_400_000);
  });

  it('tells it, and who made it', async () => {
    const { id } = customerView.parse(await (await create({ name: 'told' })).json());
    expect(await changesIn(issuer.dataSource, id)).toMatchObject([{ type: 'customer.created.v1' }]);
    const told = { customer_id: id, customer_name: 'told', policy: defaultPolicy, actor: { kind: 'token', token_id: issuer.platform.id } };
    expect(await lastIn(issuer.dataSource, id, 'customer.created.v1')).toMatchObject(told);
  });

  it('makes neither where the outbox fails (invariant 2)', async () => {
    await issuer.dataSource.query('alter table issuer.outbox add constraint broken check (false) not valid');
    try {
      expect(await problemOf(await create({ name: 'half' }))).toMatchObject({ status: 500, code: 'internal' });
    } finally {
      await issuer.dataSource.query('alter table issuer.outbox drop constraint broken');
    }
    expect(await issuer.dataSource.query(`select from issuer.customers where name = 'half'`)).toEqual([]);
  });

  it.each([{}, { name: '' }, { name: 'x', platform: true }, { name: 'x', id: mintId() }, { name: 'x', policy: { max_lifetime_days: 0 } }, { name: 'x', policy: null }])(
    'refuses %j',
    async (body) => {
      expect(await problemOf(await create(body))).toMatchObject({ status: 400, code: 'invalid_request' });
    },
  );

  it('takes no secret for a name (invariant 1)', async () => {
    expect(await problemOf(await create({ name: `ours ${admin.secret}` }))).toMatchObject({ status: 422, code: 'contains_secret' });
  });

  it('is for platform:* alone (attack: a customer makes itself another)', async () => {
    const reader = await issuer.holder({ roles: ['token_admin', 'auditor'] });
    for (const secret of [admin.secret, reader.secret]) {
      const refused = { status: 403, code: 'insufficient_scope', challenge: expect.stringContaining('platform:*') };
      expect(await problemOf(await create({ name: 'mine' }, secret))).toMatchObject(refused);
    }
  });
});
