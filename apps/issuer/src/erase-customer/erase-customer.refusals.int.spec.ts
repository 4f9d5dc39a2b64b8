import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { problemOf, TestIssuer } from '../../test/issuer.js';
import { copyToken } from '../../test/copy-token.js';
import { changesIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();

const ask = (id: string, by: string = issuer.platform.secret) => issuer.call(`/customers/${id}/erase`, { method: 'POST', by });
const offboard = (id: string) => issuer.call(`/customers/${id}`, { method: 'DELETE', by: issuer.platform.secret });
const countOf = async (where: string, customerId: string): Promise<number> => {
  const [row]: { count: number }[] = await issuer.dataSource.query(`select count(*)::int as count from issuer.tokens where customer_id = $1 and ${where}`, [customerId]);
  return row?.count ?? 0;
};

describe('POST /customers/{id}/erase', () => {
  it('refuses a customer that has not left, the platform among them', async () => {
    const admin = await issuer.customer();
    for (const id of [admin.customer_id, issuer.platform.customer_id]) expect(await problemOf(await ask(id))).toMatchObject({ status: 409, code: 'not_offboarded' });
    expect(await issuer.get(admin.id)).toMatchObject({ name: 'ci', status: 'active' });
  });

  it('refuses a customer whose off-boarding was broken off, until that is ended', async () => {
    const admin = await issuer.customer();
    await issuer.issue({}, admin.secret);
    await issuer.dataSource.query('update issuer.customers set offboarded_at = now() where id = $1', [admin.customer_id]);
    expect(await problemOf(await ask(admin.customer_id))).toMatchObject({ status: 409, code: 'has_live_tokens', detail: 'Live tokens: 2.' });
    expect(await countOf(`name = 'erased'`, admin.customer_id)).toBe(0);
    await offboard(admin.customer_id);
    expect((await ask(admin.customer_id)).status).toBe(200);
  });

  it('finds no customer that is not there', async () => {
    for (const id of [mintId(), 'no-id']) expect(await problemOf(await ask(id))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is for platform:* alone (attack: one customer erases another’s traces, or its own)', async () => {
    const [admin, other] = [await issuer.customer(), await issuer.customer()];
    const reader = await issuer.holder({ roles: ['token_admin'] });
    for (const response of await Promise.all([ask(other.customer_id, admin.secret), ask(admin.customer_id, admin.secret), ask(admin.customer_id, reader.secret)])) {
      expect(await problemOf(response)).toMatchObject({ status: 403, code: 'insufficient_scope' });
    }
  });

  it('lets nobody give a name to what was erased', async () => {
    const admin = await issuer.customer();
    const { service_account_id: account } = await issuer.get(admin.id);
    await offboard(admin.customer_id);
    await ask(admin.customer_id);
    const patches = [`/customers/${admin.customer_id}`, `/service-accounts/${account}`, `/automation-tokens/${admin.id}`];
    const answers = patches.map(async (path) => (await problemOf(await issuer.call(path, { method: 'PATCH', by: issuer.platform.secret, body: { name: 'back' } }))).code);
    expect(await Promise.all(answers)).toEqual(['customer_offboarded', 'customer_offboarded', 'token_ended']);
  });
});

it('changes no more rows in one transaction than a page holds, however many there are', async () => {
  const admin = await issuer.customer();
  await issuer.dataSource.query(
    `insert into issuer.service_accounts (id, customer_id, name, created_at) select left(md5($1 || n), 22), $1, 'mine', now() from generate_series(1, 1200) as n`,
    [admin.customer_id],
  );
  await issuer.dataSource.query(
    `insert into issuer.idempotency_keys (id, request_hash, token_id, created_at) select encode(sha256(($1 || n)::bytea), 'hex'), '', $1, now() from generate_series(1, 1200) as n`,
    [admin.id],
  );
  await offboard(admin.customer_id);
  expect((await ask(admin.customer_id)).status).toBe(200);
  const pages = `select name, count(*)::int as count from issuer.service_accounts where customer_id = $1 group by name, xmin::text order by count`;
  expect(await issuer.dataSource.query(pages, [admin.customer_id])).toEqual([201, 500, 500].map((count) => ({ name: 'erased', count })));
  expect(await issuer.dataSource.query('select from issuer.idempotency_keys where token_id = $1', [admin.id])).toEqual([]);
});

describe('broken off between pages', () => {
  it('is not erased yet, and goes on where it ended when it is called again', async () => {
    const admin = await issuer.customer();
    await offboard(admin.customer_id);
    await copyToken(issuer.dataSource, admin.id, 700);
    const [early, late]: { id: string }[] = await issuer.dataSource.query(
      'select id from (select id, row_number() over (order by id) as place from issuer.tokens where customer_id = $1) as each where place in (1, 600) order by place',
      [admin.customer_id],
    );
    await issuer.dataSource.query(`alter table issuer.tokens add constraint broken check (id <> '${late?.id}' or name <> 'erased') not valid`);
    try {
      expect(await problemOf(await ask(admin.customer_id))).toMatchObject({ status: 500, code: 'internal' });
      expect(await countOf(`name = 'erased'`, admin.customer_id)).toBe(500);
      const [row] = await issuer.dataSource.query('select name, erased_at from issuer.customers where id = $1', [admin.customer_id]);
      expect(row).toEqual({ name: 'a customer', erased_at: null });
    } finally {
      await issuer.dataSource.query('alter table issuer.tokens drop constraint broken');
    }
    expect((await ask(admin.customer_id)).status).toBe(200);
    expect(await countOf(`name = 'erased' and sequence = 3`, admin.customer_id)).toBe(701);
    expect((await changesIn(issuer.dataSource, String(early?.id))).filter(({ type, sequence }) => type === 'token.state.v1' && sequence === 3)).toHaveLength(1);
    expect(await changesIn(issuer.dataSource, admin.customer_id)).toMatchObject([{ type: 'customer.offboarded.v1' }, { type: 'customer.erased.v1' }]);
  });
});
