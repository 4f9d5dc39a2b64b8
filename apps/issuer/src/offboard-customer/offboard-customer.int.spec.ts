import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { z } from 'zod';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { copyToken } from '../../test/copy-token.js';
import { changesIn, lastIn } from '../../test/outbox.js';
import { customerView } from '../customers/customer-view.js';

const answer = customerView.extend({ revoked_tokens: z.int() });

const issuer = TestIssuer.ofFile();

const ask = (id: string, by: string = issuer.platform.secret) => issuer.call(`/customers/${id}`, { method: 'DELETE', by });
async function offboard(id: string): Promise<z.infer<typeof answer>> {
  const response = await ask(id);
  expect(response.status).toBe(200);
  return answer.parse(await response.json());
}
const statusesOf = async (customerId: string): Promise<Record<string, number>> => {
  const rows: { status: string; count: number }[] = await issuer.dataSource.query(
    'select status, count(*)::int as count from issuer.tokens where customer_id = $1 group by status',
    [customerId],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};
const eventsOf = async (customerId: string): Promise<Record<string, number>> => {
  const rows: { type: string; count: number }[] = await issuer.dataSource.query(
    `select headers->>'ce_type' as type, count(*)::int as count from issuer.outbox where value::jsonb->>'customer_id' = $1 group by type`,
    [customerId],
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
};

describe('DELETE /customers/{id}', () => {
  it('revokes every token of the customer, and gives it no more', async () => {
    const admin = await issuer.customer();
    const child = await issuer.holder({ roles: ['user'] }, admin.secret);
    const suspended = await issuer.issue({}, admin.secret);
    await issuer.act(suspended.id, 'suspend', admin.secret);
    const done = await offboard(admin.customer_id);
    expect(done).toMatchObject({ id: admin.customer_id, revoked_tokens: 3, erased_at: null });
    expect(done.offboarded_at).not.toBeNull();
    for (const { secret } of [admin, child]) expect((await issuer.call('/tokens/self', { by: secret })).status).toBe(401);
    expect(await problemOf(await issuer.ask({ customer_id: admin.customer_id }))).toMatchObject({ status: 409, code: 'customer_offboarded' });
    expect(await problemOf(await issuer.act(suspended.id, 'resume'))).toMatchObject({ status: 409, code: 'token_ended' });
  });

  it('tells that the customer left, then of each token why it ended, each under its next sequence', async () => {
    const admin = await issuer.customer();
    await issuer.issue({}, admin.secret);
    await offboard(admin.customer_id);
    expect((await changesIn(issuer.dataSource, admin.id)).slice(2)).toMatchObject([
      { type: 'token.state.v1', sequence: 2, status: 'revoked' },
      { type: 'token.revoked.v1', sequence: 2, reason: 'offboarded' },
    ]);
    const told = { customer_id: admin.customer_id, customer_name: 'a customer', actor: { token_id: issuer.platform.id } };
    expect(await lastIn(issuer.dataSource, admin.customer_id, 'customer.offboarded.v1')).toMatchObject(told);
    const order: { type: string }[] = await issuer.dataSource.query(
      `select headers->>'ce_type' as type from issuer.outbox where topic = 'token-events' and key = $1 order by id`,
      [admin.customer_id],
    );
    expect(order.map(({ type }) => type).slice(2)).toEqual(['customer.offboarded.v1', 'token.revoked.v1', 'token.revoked.v1']);
  });

  it('ends expired tokens too, and no token of another customer', async () => {
    const [admin, other] = [await issuer.customer(), await issuer.customer()];
    await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 second' where id = $1`, [admin.id]);
    expect(await offboard(admin.customer_id)).toMatchObject({ revoked_tokens: 1 });
    expect(await statusesOf(admin.customer_id)).toEqual({ revoked: 1 });
    expect(await statusesOf(other.customer_id)).toEqual({ active: 1 });
    expect((await issuer.call('/tokens/self', { by: other.secret })).status).toBe(200);
  });

  it('does nothing more the second time', async () => {
    const admin = await issuer.customer();
    const first = await offboard(admin.customer_id);
    expect(await offboard(admin.customer_id)).toEqual({ ...first, revoked_tokens: 0 });
    expect(await eventsOf(admin.customer_id)).toMatchObject({ 'customer.offboarded.v1': 1, 'token.revoked.v1': 1 });
  });

  it('never takes the platform from itself', async () => {
    expect(await problemOf(await ask(issuer.platform.customer_id))).toMatchObject({ status: 409, code: 'platform_customer' });
    expect(await issuer.get(issuer.platform.id)).toMatchObject({ status: 'active' });
  });

  it('finds no customer that is not there', async () => {
    for (const id of [mintId(), 'no-id']) expect(await problemOf(await ask(id))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is for platform:* alone (attack: one customer off-boards another, or itself)', async () => {
    const [admin, other] = [await issuer.customer(), await issuer.customer()];
    const reader = await issuer.holder({ roles: ['token_admin'] });
    for (const response of await Promise.all([ask(other.customer_id, admin.secret), ask(admin.customer_id, admin.secret), ask(admin.customer_id, reader.secret)])) {
      expect(await problemOf(response)).toMatchObject({ status: 403, code: 'insufficient_scope' });
    }
    expect(await statusesOf(other.customer_id)).toEqual({ active: 1 });
  });
});

describe('broken off between pages', () => {
  it('leaves whole pages done and the customer closed, and goes on when it is called again (invariant 2)', async () => {
    const admin: Holder = await issuer.customer();
    await copyToken(issuer.dataSource, admin.id, 1200);
    const [late]: { id: string }[] = await issuer.dataSource.query('select id from issuer.tokens where customer_id = $1 order by id offset 700 limit 1', [admin.customer_id]);
    await issuer.dataSource.query(`alter table issuer.tokens add constraint broken check (id <> '${late?.id}' or status <> 'revoked') not valid`);
    try {
      expect(await problemOf(await ask(admin.customer_id))).toMatchObject({ status: 500, code: 'internal' });
      expect(await statusesOf(admin.customer_id)).toEqual({ active: 701, revoked: 500 });
      expect(await eventsOf(admin.customer_id)).toMatchObject({ 'customer.offboarded.v1': 1, 'token.revoked.v1': 500 });
      expect(await problemOf(await issuer.ask({ customer_id: admin.customer_id }))).toMatchObject({ status: 409, code: 'customer_offboarded' });
    } finally {
      await issuer.dataSource.query('alter table issuer.tokens drop constraint broken');
    }
    expect(await offboard(admin.customer_id)).toMatchObject({ revoked_tokens: 701 });
    expect(await statusesOf(admin.customer_id)).toEqual({ revoked: 1201 });
    expect(await eventsOf(admin.customer_id)).toMatchObject({ 'customer.offboarded.v1': 1, 'token.revoked.v1': 1201 });
  });
});

describe('at the same time', () => {
  it('tokens that are being issued and rotated leave none alive', async () => {
    for (let round = 0; round < 5; round++) {
      const admin = await issuer.customer();
      const makers = [admin.secret, (await issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret)).secret];
      const old = await Promise.all([1, 2, 3].map(() => issuer.issue({}, admin.secret)));
      const asked = [
        ...Array.from({ length: 12 }, (_, index) => () => issuer.ask({}, makers[index % 2])),
        ...Array.from({ length: 6 }, () => () => issuer.ask({ customer_id: admin.customer_id })),
        ...old.map(({ id }) => () => issuer.act(id, 'rotate', undefined, { body: {} })),
      ];
      asked.splice(4 * round, 0, () => ask(admin.customer_id));
      const answers = await Promise.all(asked.map((call) => call()));
      for (const { status } of answers) expect([200, 201, 401, 409]).toContain(status);
      expect(Object.keys(await statusesOf(admin.customer_id))).toEqual(['revoked']);
    }
  });

  it('two calls, and one that revokes a token, end each token once (invariant 3)', async () => {
    const admin = await issuer.customer();
    await copyToken(issuer.dataSource, admin.id, 600);
    const [one, two, alone] = await Promise.all([offboard(admin.customer_id), offboard(admin.customer_id), issuer.revoke(admin.id)]);
    expect(alone.status).toBe(204);
    expect([600, 601]).toContain(one.revoked_tokens + two.revoked_tokens);
    const [row] = await issuer.dataSource.query('select min(sequence) as least, max(sequence) as most from issuer.tokens where customer_id = $1', [admin.customer_id]);
    expect(row).toEqual({ least: 2, most: 2 });
    expect(await eventsOf(admin.customer_id)).toMatchObject({ 'customer.offboarded.v1': 1, 'token.revoked.v1': 601 });
  });
});
