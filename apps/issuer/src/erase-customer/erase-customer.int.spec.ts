import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReadRecord, TopicReader } from '@latchkey/kafka/testing';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { type Holder, issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';
import { customerView, type CustomerView } from '../customers/customer-view.js';
import { RecordUse } from '../record-use/record-use.js';

const topics = new TestTopics();
let database: TestDatabase;
let issuer: TestIssuer;
let reader: TopicReader<'token-state' | 'token-events'>;

beforeAll(async () => {
  [database] = await Promise.all([issuerDatabaseForTest(), topics.make()]);
  issuer = await TestIssuer.start(database, topics.env);
  reader = TopicReader.open(topics.client, ['token-state', 'token-events']);
});
afterAll(async () => {
  await reader.close();
  await issuer.close();
  await topics.remove();
  await database.drop();
});

const platform = (path: string, method: string, body?: unknown) => issuer.call(path, { method, by: issuer.platform.secret, body });
const ask = (id: string, by: string = issuer.platform.secret) => issuer.call(`/customers/${id}/erase`, { method: 'POST', by });
const offboard = (id: string) => platform(`/customers/${id}`, 'DELETE');
async function erase(id: string): Promise<CustomerView> {
  const response = await ask(id);
  expect(response.status).toBe(200);
  return customerView.parse(await response.json());
}

/** The columns of any table of the issuer, the outbox apart, that hold `text` anywhere. */
async function columnsWith(text: string): Promise<string[]> {
  const columns: { table: string; column: string }[] = await issuer.dataSource.query(
    `select format('%I.%I', table_schema, table_name) as table, format('%I', column_name) as column from information_schema.columns
     where table_schema = 'issuer' and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'character varying')`,
  );
  const holders: string[] = [];
  for (const { table, column } of columns.filter(({ table: each }) => each !== 'issuer.outbox')) {
    const rows: unknown[] = await issuer.dataSource.query(`select from ${table} where strpos(${column}::text, $1) > 0 limit 1`, [text]);
    if (rows.length > 0) holders.push(`${table}.${column}`);
  }
  return holders.sort();
}
const sequenceOf = async (id: string): Promise<number> => {
  const [row]: { sequence: number }[] = await issuer.dataSource.query('select sequence from issuer.tokens where id = $1', [id]);
  return row?.sequence ?? 0;
};
const drained = () => eventually(async () => expect(await issuer.dataSource.query('select from issuer.outbox')).toEqual([]), { timeoutMs: 20_000 });
const lastState = (id: string): ReadRecord<'token-state' | 'token-events'> | undefined => reader.records.filter(({ topic, key }) => topic === 'token-state' && key === id).at(-1);
const eventsOf = (id: string): string[] =>
  reader.records.filter(({ topic, key }) => topic === 'token-events' && key === id).map(({ headers }) => String(headers['ce_type']));
const readUp = (id: string, type: string) => eventually(() => expect(eventsOf(id)).toContain(type), { timeoutMs: 20_000 });

interface Named {
  readonly customer: CustomerView;
  readonly admin: Holder;
  readonly children: readonly string[];
  readonly buried: string;
  readonly person: string;
}

/** A customer all of whose texts hold `mark`, and that has left. */
async function leftCustomer(mark: string): Promise<Named> {
  const customer = customerView.parse(await (await platform('/customers', 'POST', { name: `${mark} Ltd`, policy: { required_labels: [`${mark} team`] } })).json());
  const labels = { [`${mark} team`]: `${mark} edge` };
  const admin = await issuer.holder({ name: `${mark} admin`, customer_id: customer.id, roles: ['engineer', 'token_admin'], labels });
  await issuer.call('/service-accounts', { method: 'POST', by: admin.secret, body: { name: `${mark} account` } });
  const once = { method: 'POST', by: admin.secret, headers: { 'idempotency-key': mark } };
  await issuer.call('/automation-tokens', { ...once, body: { name: `${mark} once`, role: 'engineer', labels } });
  const children = [await issuer.issue({ name: `${mark} ci`, labels }, admin.secret), await issuer.issue({ name: `${mark} cd`, labels }, admin.secret)];
  const [first, last] = children.map(({ id }) => id) as [string, string];
  const person = mintId();
  await issuer.dataSource.query('update issuer.tokens set creator_id = $2, parent_id = null where id = $1', [first, person]);
  await issuer.part(RecordUse).execute([useOf(first, mark)]);
  await offboard(customer.id);
  await issuer.dataSource.query('update issuer.tokens set tombstoned_at = now() where id = $1', [last]);
  return { customer, admin, children: [first, last], buried: last, person };
}
const useOf = (tokenId: string, mark: string) => ({ tokenId, reason: null, count: 1, at: new Date(), ip: '203.0.113.77', userAgent: `${mark} agent`, serviceId: null });

describe('POST /customers/{id}/erase', () => {
  it('leaves none of the names in any table, nor in the last states on Kafka', async () => {
    const mark = `Nadir-${mintId()}`;
    const { customer, admin, children, buried, person } = await leftCustomer(mark);
    const found = ['customers.name', 'customers.policy', 'service_accounts.name', 'tokens.labels', 'tokens.last_used_user_agent', 'tokens.name'];
    expect(await columnsWith(mark)).toEqual(found.map((column) => `issuer.${column}`));
    expect(await columnsWith(person)).toEqual(['issuer.tokens.creator_id']);
    const answered = await erase(customer.id);
    expect(answered).toMatchObject({ id: customer.id, name: 'erased', policy: { required_labels: [] }, created_at: customer.created_at });
    expect(answered.erased_at).not.toBeNull();
    for (const text of [mark, person, '203.0.113.77']) expect(await columnsWith(text)).toEqual([]);
    const keys = 'select from issuer.idempotency_keys kept join issuer.tokens token on token.id = kept.token_id where token.customer_id = $1';
    expect(await issuer.dataSource.query(keys, [customer.id])).toEqual([]);
    await drained();
    await readUp(customer.id, 'customer.erased.v1');
    for (const id of [admin.id, ...children].filter((each) => each !== buried)) {
      const sequence = await sequenceOf(id);
      await eventually(() => expect(JSON.parse(String(lastState(id)?.value))).toMatchObject({ id, name: 'erased', labels: {}, status: 'revoked', sequence }));
      expect(lastState(id)?.value).not.toContain(mark);
    }
    // What told the names before is older, and so what compaction drops.
    expect(lastState(buried)?.value).toContain(mark);
    expect(await sequenceOf(buried)).toBe(2);
    const told = reader.records.filter(({ headers }) => headers['ce_type'] === 'customer.erased.v1');
    expect(told.map(({ value }) => String(value)).join()).not.toContain(mark);
  });

  it('keeps ids, times and status, and each secret refused', async () => {
    const mark = `Zenith-${mintId()}`;
    const { customer, admin, children } = await leftCustomer(mark);
    const ids = [admin.id, ...children];
    const before = await Promise.all(ids.map((id) => issuer.get(id)));
    await erase(customer.id);
    const gone = { name: 'erased', labels: {}, last_used_at: null, ip: null, user_agent: null };
    const [first, ...rest] = before.map((token) => ({ ...token, ...gone }));
    const [, ci, cd] = [first, ...rest];
    expect(await Promise.all(ids.map((id) => issuer.get(id)))).toEqual([first, { ...ci, creator_id: null }, cd]);
    expect(before.map(({ status }) => status)).toEqual(['revoked', 'revoked', 'revoked']);
    expect((await issuer.call('/tokens/self', { by: admin.secret })).status).toBe(401);
  });

  it('is not undone by a use that is told late', async () => {
    const mark = `Late-${mintId()}`;
    const { customer, children } = await leftCustomer(mark);
    await erase(customer.id);
    await issuer.part(RecordUse).execute(children.map((id) => useOf(id, mark)));
    expect(await columnsWith(mark)).toEqual([]);
  });

  it('does nothing more the second time, nor when asked twice at once', async () => {
    const { customer, admin } = await leftCustomer(`Twice-${mintId()}`);
    const [one, two] = await Promise.all([erase(customer.id), erase(customer.id)]);
    expect(two).toEqual(one);
    expect(await erase(customer.id)).toEqual(one);
    expect(await sequenceOf(admin.id)).toBe(3);
    await drained();
    await readUp(customer.id, 'customer.erased.v1');
    expect(eventsOf(customer.id).filter((type) => type === 'customer.erased.v1')).toHaveLength(1);
  });

  it('touches no other customer', async () => {
    const mark = `Other-${mintId()}`;
    const other = await issuer.customer();
    const kept = await issuer.issue({ name: mark, labels: { mark } }, other.secret);
    const { customer } = await leftCustomer(`Gone-${mintId()}`);
    await erase(customer.id);
    expect(await issuer.get(kept.id)).toMatchObject({ name: mark, labels: { mark } });
    expect(await columnsWith(mark)).toEqual(['issuer.service_accounts.name', 'issuer.tokens.labels', 'issuer.tokens.name']);
  });
});
