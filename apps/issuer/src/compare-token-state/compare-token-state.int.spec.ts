import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { EventProducer } from '@latchkey/kafka';
import { dataSourceFor } from '@latchkey/runtime';
import type { TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import type { DataSource } from 'typeorm';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';
import { issuerDatabase } from '../issuer.database.js';
import { stateRecord } from '../tokens/token-state.js';
import { TokenEntity } from '../tokens/token.entity.js';
import { CompareTokenState, type Comparison } from './compare-token-state.js';
import { TokensInDatabase } from './tokens-in-database.js';

const topics = new TestTopics();
const producer = new EventProducer(topics.client);
let database: TestDatabase;
let issuer: TestIssuer;
/** Outlives the issuer, as that of the command does. */
let own: DataSource;

/** The issuer finds no Kafka, so that what stands on the topic is what a test sends there: at first what the database holds. */
beforeAll(async () => {
  await topics.make();
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database);
  own = await dataSourceFor({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 3 }, issuerDatabase).initialize();
});
afterAll(async () => {
  await producer.onApplicationShutdown();
  await own.destroy();
  await issuer.close();
  await topics.remove();
  await database.drop();
});
beforeEach(async () => {
  await own.query('truncate issuer.outbox');
  await producer.send((await unburied()).map(stateRecord));
});

const compare = (settleWithinMs = 20_000): Promise<Comparison> =>
  new CompareTokenState(topics.client, new TokensInDatabase(own), settleWithinMs).execute();
const unburied = (): Promise<TokenEntity[]> => own.getRepository(TokenEntity).createQueryBuilder().where('tombstoned_at is null').getMany();
const tombstone = ({ id }: TokenEntity): OutgoingRecord => ({ topic: 'token-state', key: id, value: null, headers: {} });
/** As it would be on the topic with these columns. */
const sent = (token: TokenEntity, change: Partial<TokenEntity> = {}): OutgoingRecord => stateRecord(Object.assign(new TokenEntity(), token, change));
const bury = ({ id }: TokenEntity): Promise<unknown> => own.query('update issuer.tokens set tombstoned_at = now() where id = $1', [id]);

/** Tokens that stand on the topic as they do in the database, and of which nothing waits. */
async function tokens<const Name extends string>(...names: Name[]): Promise<Record<Name, TokenEntity>> {
  const made = await Promise.all(names.map((name) => issuer.issue({ name, labels: { team: 'web', env: 'ci' } })));
  await own.query('truncate issuer.outbox');
  const all = new Map((await unburied()).map((token) => [token.id, token]));
  const found = made.map(({ id, name }) => [name, all.get(id) as TokenEntity] as const);
  await producer.send(found.map(([, token]) => sent(token)));
  return Object.fromEntries(found) as Record<Name, TokenEntity>;
}

it('finds nothing where the last record of each token is its state, and the buried are forgotten', async () => {
  const { changed, buried } = await tokens('changed', 'equal', 'buried');
  await producer.send([sent(changed, { sequence: 7, name: 'an earlier record' }), sent(changed)]);
  await bury(buried);
  await producer.send([tombstone(buried)]);
  expect(await compare()).toEqual({ tokens: (await unburied()).length, differences: [] });
});

it('names each kind of difference, and where the last record stands', async () => {
  const { erased, behind, ahead, differs, unreadable, unburiedOnTopic } = await tokens('erased', 'behind', 'ahead', 'differs', 'unreadable', 'equal', 'unburiedOnTopic');
  await bury(unburiedOnTopic);
  const stranger = mintId();
  await producer.send([
    tombstone(erased),
    sent(ahead, { sequence: 2 }),
    sent(differs, { status: 'suspended' }),
    sent(differs, { id: stranger, familyId: stranger }),
    { topic: 'token-state', key: unreadable.id, value: '{"marker', headers: {} },
    { topic: 'token-state', key: 'marker\0', value: '{}', headers: {} },
  ]);
  await own.query('update issuer.tokens set sequence = 5 where id = $1', [behind.id]);
  const { differences } = await compare();
  const found = (token_id: string | null, difference: string, database: number | null, topic: number | null): object => ({
    difference,
    token_id,
    sequence_in_database: database,
    sequence_on_topic: topic,
    partition: difference === 'missing_on_topic' ? null : expect.any(Number),
    offset: difference === 'missing_on_topic' ? null : expect.stringMatching(/^\d+$/),
    settled: true,
  });
  const expected = [
    found(erased.id, 'missing_on_topic', 1, null),
    found(behind.id, 'behind', 5, 1),
    found(ahead.id, 'ahead', 1, 2),
    found(differs.id, 'differs', 1, 1),
    found(unreadable.id, 'unreadable', 1, null),
    found(unburiedOnTopic.id, 'missing_in_database', null, 1),
    found(stranger, 'missing_in_database', null, 1),
    found(null, 'unreadable', null, null),
  ];
  expect(differences).toHaveLength(expected.length);
  expect(differences).toEqual(expect.arrayContaining(expected));
  expect(JSON.stringify(differences)).not.toContain('marker');
  await makeEqual([erased, behind, ahead, differs, unreadable], [unburiedOnTopic.id, stranger, 'marker\0']);
  expect((await compare()).differences).toEqual([]);
});

it('waits for what is on its way, and says so where it does not come', async () => {
  const { id } = await issuer.issue();
  const comparing = compare();
  expect((await compare(1500)).differences).toEqual([expect.objectContaining({ difference: 'missing_on_topic', token_id: id, settled: false })]);
  await issuer.close();
  await issuer.startAgain(topics.env);
  expect((await comparing).differences).toEqual([]);
});

it('takes no token for different that is made, changed or revoked meanwhile', async () => {
  let comparing = true;
  const worker = async (): Promise<number> => {
    let changes = 0;
    for (; comparing; changes++) {
      const { id } = await issuer.issue();
      for (const label of ['a', 'b']) expect((await issuer.patch(id, { labels: { label } })).status).toBe(200);
      if (changes % 2 === 0) expect((await issuer.revoke(id)).status).toBe(204);
    }
    return changes;
  };
  const workers = [worker(), worker(), worker()];
  for (let turn = 0; turn < 3; turn++) expect((await compare()).differences).toEqual([]);
  comparing = false;
  expect(Math.min(...(await Promise.all(workers)))).toBeGreaterThan(0);
});

async function makeEqual(states: readonly TokenEntity[], keysToForget: readonly string[]): Promise<void> {
  const ids = new Set(states.map(({ id }) => id));
  await producer.send((await unburied()).filter(({ id }) => ids.has(id)).map((token) => sent(token)));
  await producer.send(keysToForget.map((key) => ({ topic: 'token-state', key, value: null, headers: {} })));
}
