import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Outbox } from '@latchkey/outbox';
import { eventually } from '@latchkey/testing';
import { TopicReader } from '@latchkey/kafka/testing';
import { TestIssuer, TestTopics } from '../../test/issuer.js';
import { BuryTokens } from './bury-tokens.js';

const dayMs = 24 * 60 * 60 * 1000;
const never = new AbortController().signal;

const issuer = TestIssuer.ofFile();
let bury: BuryTokens;

beforeAll(async () => {
  const outbox = new Outbox(issuer.dataSource, 'issuer', { log: () => undefined, warn: () => undefined });
  bury = new BuryTokens(issuer.dataSource, outbox, 7 * dayMs);
});
beforeEach(() => issuer.dataSource.query('truncate issuer.outbox'));

const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);
const buried = async (): Promise<string[]> => {
  const rows: { key: string }[] = await issuer.dataSource.query(`select key from issuer.outbox where topic = 'token-state' and value is null order by id`);
  return rows.map(({ key }) => key);
};
async function dead(count = 1): Promise<string[]> {
  const made = await Promise.all(Array.from({ length: count }, () => issuer.issue()));
  const ids = made.map(({ id }) => id).sort();
  await issuer.dataSource.query(`update issuer.tokens set status = 'revoked', changed_at = now(), revoked_at = now() where id = any($1)`, [ids]);
  return ids;
}

describe('a tombstone', () => {
  it('comes for a revoked token once the retention is over, and once only', async () => {
    const ids = await dead();
    await bury.execute(inDays(6.9), never);
    expect(await buried()).toEqual([]);
    await bury.execute(inDays(7.1), never);
    await bury.execute(inDays(7.2), never);
    expect(await buried()).toEqual(ids);
  });

  it('comes for an expired token, counted from its expiry', async () => {
    const { id } = await issuer.issue({ expires_at: inDays(0.5).toISOString() });
    await bury.execute(inDays(7.4), never);
    expect(await buried()).toEqual([]);
    await bury.execute(inDays(7.6), never);
    expect(await buried()).toEqual([id]);
  });

  it('never comes for a token that may live again', async () => {
    const { id } = await issuer.issue();
    await issuer.dataSource.query(`update issuer.tokens set status = 'suspended', expires_at = null, changed_at = '2020-01-01' where id = $1`, [id]);
    await bury.execute(inDays(0), never);
    expect(await buried()).toEqual([]);
  });

  it('comes for however many there are', async () => {
    const ids = await dead(250);
    await bury.execute(inDays(7.1), never);
    expect(await buried()).toEqual(ids);
  });

  it('is put off for a token that is being changed', async () => {
    const [busy, free] = await dead(2);
    await issuer.dataSource.transaction(async (manager) => {
      await manager.query('select from issuer.tokens where id = $1 for no key update', [busy]);
      await bury.execute(inDays(7.1), never);
      expect(await buried()).toEqual([free]);
    });
    await bury.execute(inDays(7.1), never);
    expect(await buried()).toEqual([free, busy]);
  });

  it('comes again after a state that followed it', async () => {
    const { id } = await issuer.issue({ expires_at: inDays(0.5).toISOString() });
    await bury.execute(inDays(7.6), never);
    expect((await issuer.revoke(id)).status).toBe(204);
    await bury.execute(inDays(7.6), never);
    expect(await buried()).toEqual([id, id]);
  });
});

describe('on Kafka', () => {
  const topics = new TestTopics();
  let reader: TopicReader<'token-state'>;
  beforeAll(async () => {
    await topics.make();
    reader = TopicReader.open(topics.client, ['token-state']);
  });
  afterAll(async () => {
    await reader.close();
    await topics.remove();
  });

  it('the tombstone of a dead token follows its states, and those of others stay', async () => {
    const [id] = await dead();
    await issuer.dataSource.query(`update issuer.tokens set changed_at = now() - interval '8 days' where id = $1`, [id]);
    await issuer.close();
    await issuer.startAgain(topics.env);
    const lastOf = (key: string | undefined) => reader.records.filter((record) => record.key === key).at(-1);
    await eventually(() => expect(lastOf(id)).toMatchObject({ value: null, headers: {} }), { timeoutMs: 20_000 });
    await eventually(() => expect(lastOf(issuer.platform.id)?.value).toContain('active'));
  });
});
