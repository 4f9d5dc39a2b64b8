import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SourceTopic, topicNames } from '@latchkey/contracts';
import { type ReadRecord, TopicReader } from '@latchkey/kafka/testing';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { digestToken } from '@latchkey/tokens';
import { type Holder, issuerDatabaseForTest, problemOf, TestIssuer, TestTopics } from '../test/issuer.js';

const topics = new TestTopics();
let database: TestDatabase;
let issuer: TestIssuer;
let reader: TopicReader<SourceTopic>;
let admin: Holder;

beforeAll(async () => {
  [database] = await Promise.all([issuerDatabaseForTest(), topics.make()]);
  issuer = await TestIssuer.start(database, topics.env);
  reader = TopicReader.open(topics.client, topicNames);
  admin = await issuer.customer();
});
afterAll(async () => {
  await reader.close();
  await issuer.close();
  await topics.remove();
  await database.drop();
});

/** The tables of the database that hold `text` in any column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables: { name: string }[] = await issuer.dataSource.query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const holders: string[] = [];
  for (const { name } of tables) {
    const rows: unknown[] = await issuer.dataSource.query(`select from ${name} as each where strpos(each::text, $1) > 0 limit 1`, [text]);
    if (rows.length > 0) holders.push(name);
  }
  return holders;
}
/** The topics on which `text` stands in any part of a record. */
function topicsWith(text: string): string[] {
  const written = (record: ReadRecord<SourceTopic>): string => JSON.stringify(record, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  return [...new Set(reader.records.filter((record) => written(record).includes(text)).map(({ topic }) => topic))];
}
const recordsOf = (tokenId: string): ReadRecord<SourceTopic>[] => reader.records.filter(({ headers }) => headers['ce_subject'] === tokenId);
const sent = (tokenId: string): Promise<void> =>
  eventually(() => expect(new Set(recordsOf(tokenId).map(({ topic }) => topic))).toEqual(new Set(['token-state', 'token-events'])), { timeoutMs: 20_000 });

describe('invariant 1: a secret exists in one answer only', () => {
  /** What anyone might do with a secret, rightly or wrongly, short of using it as such. */
  async function answersAround(secret: string, id: string): Promise<string> {
    const body = { name: secret, role: 'user', labels: { [secret]: secret }, service_account_id: secret };
    const post = { method: 'POST', by: admin.secret };
    const calls = [
      issuer.call(`/automation-tokens/${id}`, { by: admin.secret }),
      issuer.call('/automation-tokens', { by: admin.secret }),
      issuer.call('/automation-tokens', { ...post, body }),
      issuer.call('/automation-tokens', { ...post, body: `{"name":"${secret}` }),
      issuer.call('/automation-tokens', { ...post, body: secret, headers: { 'content-type': 'text/plain' } }),
      issuer.call('/automation-tokens', { headers: { authorization: `Bearer ${secret} ${secret}` } }),
      issuer.call('/automation-tokens', { by: `${secret}x` }),
      ...[`/automation-tokens/${secret}`, `/${secret}`, `/automation-tokens?${secret}=${secret}`, `/automation-tokens/%${secret}`].map((path) =>
        issuer.call(path, { by: admin.secret }),
      ),
    ];
    const texts = calls.map(async (call) => (await call).text());
    return (await Promise.all(texts)).join('\n');
  }

  it('not in the database, on Kafka, in the log or in another answer', async () => {
    const made = await issuer.ask({ roles: ['user', 'token_admin'] }, admin.secret);
    const text = await made.text();
    const { id, access_token: secret } = JSON.parse(text) as { id: string; access_token: string };
    expect(text.split(secret)).toHaveLength(2);
    expect(JSON.stringify([...made.headers])).not.toContain(secret);

    const used = { method: 'POST', by: secret, headers: { 'user-agent': `bot ${secret}`, 'x-request-id': secret }, body: { name: 'child', role: 'user' } };
    const child = await issuer.call('/automation-tokens', used);
    expect(child.status).toBe(201);
    expect(child.headers.get('x-request-id')).not.toBe(secret);
    const { id: childId } = (await child.json()) as { id: string };
    expect(await answersAround(secret, id)).not.toContain(secret);
    expect((await issuer.revoke(id, secret)).status).toBe(204);
    expect((await problemOf(await issuer.call('/automation-tokens', { by: secret }))).text).not.toContain(secret);

    await Promise.all([sent(id), sent(childId)]);
    expect(await tablesWith(secret)).toEqual([]);
    expect(topicsWith(secret)).toEqual([]);
    expect(issuer.lines.filter((line) => line.includes(secret))).toEqual([]);
    // The search finds what is there.
    expect(await tablesWith(digestToken(secret))).toContain('issuer.tokens');
    expect(topicsWith(digestToken(secret))).toEqual(['token-state']);
    expect(topicsWith(`${id}@1`)).toEqual(['token-state']);
    expect(topicsWith('bot lka_[redacted]')).toEqual(['token-events']);
    expect(issuer.lines.filter((line) => line.includes(id))).not.toEqual([]);
  });
});

describe('invariant 2: a token’s row and its outbox rows commit together, and what committed reaches Kafka', () => {
  const tokensOf = async (customerId: string): Promise<object[]> =>
    issuer.dataSource.query('select id, status, sequence from issuer.tokens where customer_id = $1 order by id', [customerId]);

  it('leaves neither where the outbox fails after the row was written', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const before = await tokensOf(admin.customer_id);
    await issuer.dataSource.query('alter table issuer.outbox add constraint broken check (false) not valid');
    try {
      expect(await problemOf(await issuer.ask({}, admin.secret))).toMatchObject({ status: 500, code: 'internal' });
      expect(await problemOf(await issuer.revoke(id, admin.secret))).toMatchObject({ status: 500, code: 'internal' });
    } finally {
      await issuer.dataSource.query('alter table issuer.outbox drop constraint broken');
    }
    expect(await tokensOf(admin.customer_id)).toEqual(before);
  });

  it('sends what was committed while there was no Kafka, by whatever process comes next', async () => {
    await issuer.close();
    await issuer.startAgain({ KAFKA_BROKERS: '127.0.0.1:1' });
    const made = await Promise.all(Array.from({ length: 20 }, () => issuer.issue({}, admin.secret)));
    const gone = made[0]?.id as string;
    expect((await issuer.revoke(gone, admin.secret)).status).toBe(204);
    await issuer.close();
    await issuer.startAgain();
    await Promise.all(made.map(({ id }) => sent(id)));
    const typesOf = (id: string) => recordsOf(id).map(({ headers }) => headers['ce_type']);
    await eventually(() => expect(typesOf(gone)).toEqual(expect.arrayContaining(['token.issued.v1', 'token.revoked.v1'])));
    await eventually(async () => expect(await issuer.dataSource.query('select from issuer.outbox')).toEqual([]));
  });
});

describe('invariant 3: the sequence of a token grows by one with each change, and Kafka’s last is the highest', () => {
  const sequencesOf = (tokenId: string, topic: string): number[] =>
    recordsOf(tokenId)
      .filter((record) => record.topic === topic)
      .map(({ value }) => (JSON.parse(value as string) as { sequence: number }).sequence);

  it('though tokens are issued and revoked by many at once', async () => {
    const makers = await Promise.all(Array.from({ length: 5 }, () => issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret)));
    const children = await Promise.all(makers.flatMap(({ secret }) => Array.from({ length: 6 }, () => issuer.issue({}, secret))));
    const doomed = [...makers.slice(0, 3).map(({ id }) => id), ...children.slice(-6).map(({ id }) => id)];
    await Promise.all([...doomed, ...doomed].map((id) => issuer.revoke(id, admin.secret)));
    const ids = [...makers, ...children].map(({ id }) => id);
    const rows: { id: string; sequence: number; status: string }[] = await issuer.dataSource.query(
      'select id, sequence, status from issuer.tokens where id = any($1)',
      [ids],
    );
    expect(rows.filter(({ status }) => status === 'revoked')).toHaveLength(3 + 3 * 6 + 6);
    for (const { id, sequence, status } of rows) {
      expect(sequence).toBe(status === 'revoked' ? 2 : 1);
      const all = Array.from({ length: sequence }, (_, index) => index + 1);
      await eventually(() => expect(sequencesOf(id, 'token-state')).toEqual(all));
      await eventually(() => expect(sequencesOf(id, 'token-events')).toEqual(all));
    }
  });
});
