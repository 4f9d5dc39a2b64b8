import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';
import { customerView, type CustomerView } from '../customers/customer-view.js';
import { defaultPolicy } from '../policy/policy.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const update = (id: string, body: unknown, by: string = issuer.platform.secret) => issuer.call(`/customers/${id}`, { method: 'PATCH', by, body });
async function updated(id: string, body: unknown): Promise<CustomerView> {
  const response = await update(id, body);
  expect(response.status).toBe(200);
  return customerView.parse(await response.json());
}

describe('PATCH /customers/{id}', () => {
  it('changes what it names, and tells it', async () => {
    const { customer_id: id } = await issuer.customer({ max_lifetime_days: 90 });
    expect(await updated(id, { name: 'renamed' })).toMatchObject({ id, name: 'renamed', policy: { ...defaultPolicy, max_lifetime_days: 90 } });
    const policy = { ...defaultPolicy, max_lifetime_days: 90, on_reuse: 'revoke_family' };
    expect(await updated(id, { policy: { on_reuse: 'revoke_family' } })).toMatchObject({ name: 'renamed', policy });
    expect(await (await issuer.call(`/customers/${id}`, { by: issuer.platform.secret })).json()).toMatchObject({ name: 'renamed', policy });
    expect(await changesIn(issuer.dataSource, id)).toMatchObject([{ type: 'customer.updated.v1' }, { type: 'customer.updated.v1' }]);
    const told = { customer_id: id, customer_name: 'renamed', policy, actor: { token_id: issuer.platform.id } };
    expect(await lastIn(issuer.dataSource, id, 'customer.updated.v1')).toMatchObject(told);
  });

  it('leaves no trace of what changes nothing', async () => {
    const { customer_id: id } = await issuer.customer();
    await updated(id, {});
    await updated(id, { name: 'a customer', policy: defaultPolicy });
    expect(await changesIn(issuer.dataSource, id)).toEqual([]);
  });

  it('takes nothing from tokens that exist: a stricter policy binds what is made or changed from then on', async () => {
    const { customer_id: id, secret } = await issuer.customer();
    const inDays = (days: number) => ({ expires_at: new Date(Date.now() + days * 86_400_000).toISOString() });
    const before = await issuer.issue(inDays(9), secret);
    await updated(id, { policy: { max_lifetime_days: 3, allow_never_expires: false, required_labels: ['team'] } });
    expect(await issuer.get(before.id, secret)).toMatchObject({ status: 'active', expires_at: before.expires_at, labels: {} });
    expect((await issuer.patch(before.id, { notify_days: [3] })).status).toBe(200);
    expect(await problemOf(await issuer.patch(before.id, { labels: { stage: 'live' } }))).toMatchObject({ status: 422, code: 'policy_violation' });
    expect(await problemOf(await issuer.ask({ ...inDays(4), labels: { team: 'edge' } }, secret))).toMatchObject({ status: 422, code: 'policy_violation' });
    expect(await problemOf(await issuer.ask(inDays(2), secret))).toMatchObject({ status: 422, code: 'policy_violation' });
    expect((await issuer.ask({ ...inDays(2), labels: { team: 'edge' } }, secret)).status).toBe(201);
  });

  it('reopens no customer that left', async () => {
    const { customer_id: id } = await issuer.customer();
    await issuer.call(`/customers/${id}`, { method: 'DELETE', by: issuer.platform.secret });
    expect(await problemOf(await update(id, { name: 'back' }))).toMatchObject({ status: 409, code: 'customer_offboarded' });
  });

  it.each([{ name: '' }, { platform: true }, { offboarded_at: null }, { policy: { on_reuse: 'x' } }, { policy: { unknown: 1 } }])('refuses %j', async (body) => {
    expect(await problemOf(await update(admin.customer_id, body))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('finds no customer that is not there', async () => {
    for (const id of [mintId(), 'no-id']) expect(await problemOf(await update(id, { name: 'x' }))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is for platform:* alone (attack: a customer loosens its own policy, or another’s)', async () => {
    const reader = await issuer.holder({ roles: ['token_admin'] });
    const loose = { policy: { max_lifetime_days: null } };
    const asked = [update(admin.customer_id, loose, admin.secret), update(issuer.platform.customer_id, loose, admin.secret), update(admin.customer_id, loose, reader.secret)];
    for (const response of await Promise.all(asked)) expect(await problemOf(response)).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('loses none of two changes made at the same time', async () => {
    const { customer_id: id } = await issuer.customer();
    await Promise.all([updated(id, { policy: { max_lifetime_days: 10 } }), updated(id, { policy: { required_labels: ['team'] } }), updated(id, { name: 'both' })]);
    expect(await updated(id, {})).toMatchObject({ name: 'both', policy: { max_lifetime_days: 10, required_labels: ['team'] } });
  });
});
