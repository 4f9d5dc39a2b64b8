import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TopicReader } from '@latchkey/kafka/testing';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';

const writers = 100;
const topics = new TestTopics();
let database: TestDatabase;
let issuer: TestIssuer;
let reader: TopicReader<'token-state' | 'token-events'>;

beforeAll(async () => {
  await topics.make();
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database, topics.env);
  reader = TopicReader.open(topics.client, ['token-state', 'token-events']);
});
afterAll(async () => {
  await reader.close();
  await issuer.close();
  await topics.remove();
  await database.drop();
});

it('a hundred writers of one token at once each get a sequence of their own, and Kafka has all of them in order (invariants 2 and 3)', async () => {
  const { id } = await issuer.issue();
  const answers = await Promise.all(Array.from({ length: writers }, (_, writer) => issuer.patch(id, { labels: { writer: String(writer) } })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: writers }, () => 200));
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
  const acknowledged = answers.map(({ headers }) => Number(headers.get('latchkey-consistency')?.split('@')[1]));
  expect(acknowledged.sort((a, b) => a - b)).toEqual(upTo(writers + 1).slice(1));
  await eventually(() => expect(sequencesOf('token-events', id)).toEqual(upTo(writers + 1)));
  await eventually(() => expect(sequencesOf('token-state', id).at(-1)).toBe(writers + 1));
  const states = sequencesOf('token-state', id);
  // A topic that is new is filled with all states, so that some of them stand twice.
  expect([...new Set(states)]).toEqual(upTo(writers + 1));
  expect(states).toEqual([...states].sort((a, b) => a - b));
});

function sequencesOf(topic: 'token-state' | 'token-events', id: string): number[] {
  return reader.records.filter((record) => record.topic === topic && record.headers['ce_subject'] === id).map(({ value }) => Number(JSON.parse(value ?? '').sequence));
}
