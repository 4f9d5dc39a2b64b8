import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeEvent, tokenUsed } from '@latchkey/contracts';
import type { DataOf } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { TopicReader } from '@latchkey/kafka/testing';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { type Holder, issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';

type Told = Partial<DataOf<typeof tokenUsed>>;

const topics = new TestTopics();
const producer = new EventProducer(topics.client);
let database: TestDatabase;
let issuer: TestIssuer;
let admin: Holder;
let dead: TopicReader<'token-usage.dead'>;

beforeAll(async () => {
  [database] = await Promise.all([issuerDatabaseForTest(), topics.make()]);
  issuer = await TestIssuer.start(database, topics.env);
  admin = await issuer.customer();
  dead = TopicReader.open(topics.client, ['token-usage.dead']);
});
afterAll(async () => {
  await dead.close();
  await issuer.close();
  await producer.onApplicationShutdown();
  await topics.remove();
  await database.drop();
});

/** Before the test began, so that nobody here has used a token since. */
const base = Date.now() - 3_600_000;
const second = (n: number): string => new Date(base + n * 1000).toISOString();

function used(tokenId: string, at: string, more: Told = {}) {
  const counted = { verifier: 'v1', minute: second(0), outcome: 'allowed' as const, reason: null, count: 1 };
  const last = { last_used_at: at, last_ip: null, last_user_agent: null, last_service_id: null };
  const data = { token_id: tokenId, customer_id: admin.customer_id, service_account_id: mintId(), ...counted, ...last, ...more };
  return encodeEvent(tokenUsed, { id: mintId(), source: 'verifier', time: at, subject: tokenId, data });
}
const lastUse = async (id: string): Promise<object> => {
  const { last_used_at: at, ip, user_agent: agent } = await issuer.get(id);
  return { at, ip, agent };
};
const becomes = (id: string, expected: object): Promise<void> => eventually(async () => expect(await lastUse(id)).toEqual(expected), { timeoutMs: 30_000 });
const never = { at: null, ip: null, agent: null };

describe('what verifiers tell of use', () => {
  it('shows on the token within seconds, and adds nothing to its sequence', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    await producer.send([used(id, second(1), { last_ip: '192.0.2.1', last_user_agent: 'curl/8.5.0' })]);
    await becomes(id, { at: second(1), ip: '192.0.2.1', agent: 'curl/8.5.0' });
    expect(await issuer.dataSource.query('select sequence from issuer.tokens where id = $1', [id])).toEqual([{ sequence: 1 }]);
    expect(await issuer.dataSource.query(`select from issuer.outbox where headers ->> 'ce_type' = 'token.state.v1' and value::jsonb ->> 'sequence' > '1' and key = $1`, [id])).toEqual([]);
  });

  it('moves forward only, in whatever order and however often it comes', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const [first, third] = [used(id, second(1)), used(id, second(3), { last_ip: '192.0.2.3' })];
    await producer.send([third, first, third]);
    await becomes(id, { at: second(3), ip: '192.0.2.3', agent: null });
    await producer.send([first, used(id, second(2), { last_ip: '192.0.2.2' }), third]);
    await marker();
    expect(await lastUse(id)).toEqual({ at: second(3), ip: '192.0.2.3', agent: null });
    await producer.send([used(id, second(4))]);
    await becomes(id, { at: second(4), ip: null, agent: null });
  });

  it('counts as use only where it was allowed', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    await producer.send([used(id, second(1), { outcome: 'refused', reason: 'permission_refused' })]);
    await marker();
    expect(await lastUse(id)).toEqual(never);
  });

  it('is set aside where it breaks its contract, told of no token that there is not, and stops nothing (invariant 8)', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const poison = used(id, second(1), { last_ip: 'a\u0000', last_user_agent: '\u0000' });
    await producer.send([{ topic: 'token-usage', key: id, value: '{}', headers: {} }, used(mintId(), second(1)), poison]);
    await becomes(id, { at: second(1), ip: null, agent: null });
    await eventually(() => expect(dead.records.map(({ headers }) => headers['latchkey-consumer-group'])).toEqual(['issuer']), { timeoutMs: 30_000 });
  });

  /** Answers once all that was sent before has been read: a use of a token on each partition. */
  async function marker(): Promise<void> {
    const marks = await Promise.all(Array.from({ length: 12 }, () => issuer.issue({}, admin.secret)));
    await producer.send(marks.map(({ id }) => used(id, second(1))));
    for (const { id } of marks) await becomes(id, { at: second(1), ip: null, agent: null });
  }
});

describe('whoever calls the issuer', () => {
  it('uses its token, as is seen within seconds', async () => {
    const { id, secret } = await issuer.holder({ roles: ['token_admin'] }, admin.secret);
    const before = Date.now();
    await issuer.call('/automation-tokens', { by: secret, headers: { 'user-agent': 'minter/1' } });
    await eventually(async () => expect(await issuer.get(id)).toMatchObject({ ip: '127.0.0.1', user_agent: 'minter/1' }), { timeoutMs: 10_000 });
    expect(Date.parse((await issuer.get(id)).last_used_at as string)).toBeGreaterThanOrEqual(before);
  });

  it('does not where it is refused', async () => {
    const [{ id, secret }, marker] = await Promise.all([issuer.holder({ roles: ['user'] }, admin.secret), issuer.holder({ roles: ['token_admin'] }, admin.secret)]);
    expect((await issuer.call('/automation-tokens', { by: secret })).status).toBe(403);
    expect((await issuer.call('/automation-tokens', { by: marker.secret })).status).toBe(200);
    await eventually(async () => expect((await issuer.get(marker.id)).last_used_at).not.toBeNull(), { timeoutMs: 10_000 });
    expect(await lastUse(id)).toEqual(never);
  });

  it('has used it also where the issuer stops at once', async () => {
    const { id, secret } = await issuer.holder({ roles: ['token_admin'] }, admin.secret);
    await issuer.call('/automation-tokens', { by: secret });
    await issuer.close();
    await issuer.startAgain();
    expect((await issuer.get(id)).last_used_at).not.toBeNull();
  });
});
