import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, eventually, runMain, type TestDatabase } from '@latchkey/testing';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../test/issuer.js';

const topics = new TestTopics();
let database: TestDatabase;
let issuer: TestIssuer;
let env: Record<string, string>;

beforeAll(async () => {
  await topics.make();
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database, topics.env);
  env = { DATABASE_URL: database.url, ...topics.env };
});
afterAll(async () => {
  await issuer.close();
  await topics.remove();
  await database.drop();
});

const compare = (...args: string[]): Promise<Ended> => runMain(import.meta.url, 'compare.main', { env }, ...args);
const republish = (...args: string[]): Promise<Ended> => runMain(import.meta.url, 'republish.main', { env }, ...args);
const linesOf = ({ stdout }: Ended): unknown[] => stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);
async function waiting(): Promise<number> {
  const rows: { n: number }[] = await issuer.dataSource.query('select count(*)::int as n from issuer.outbox');
  return rows[0]?.n ?? 0;
}

describe('compare and republish', () => {
  it('find a token that Kafka lacks, send it again, and then find nothing', async () => {
    const [lost, , other] = [await issuer.issue(), await issuer.issue(), await issuer.customer()];
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(await compare()).toEqual({ code: 0, stderr: '', stdout: '{"tokens":4,"differences":0}\n' });

    await issuer.dataSource.query('update issuer.tokens set sequence = 2 where id = $1', [lost.id]);
    const different = await compare();
    expect(different).toMatchObject({ code: 1, stderr: '' });
    expect(linesOf(different)).toEqual([
      expect.objectContaining({ difference: 'behind', token_id: lost.id, sequence_in_database: 2, sequence_on_topic: 1, settled: true }),
      { tokens: 4, differences: 1 },
    ]);

    expect(await republish('--customer', other.customer_id)).toEqual({ code: 0, stderr: '', stdout: '{"republished":1}\n' });
    expect(await republish('--token', lost.id)).toEqual({ code: 0, stderr: '', stdout: '{"republished":1}\n' });
    expect(await compare()).toMatchObject({ code: 0, stdout: '{"tokens":4,"differences":0}\n' });
    expect(await republish()).toMatchObject({ code: 0, stdout: '{"republished":4}\n' });
  });

  it('say how they are used where they are not', async () => {
    expect(await compare('now')).toEqual({ code: 64, stdout: '', stderr: 'usage: compare\n' });
    expect(await republish('--token', 'marker')).toEqual({ code: 64, stdout: '', stderr: 'usage: republish [--customer <id>] [--token <id>]\n' });
  });

  it('tell a comparison that could not be made from one that found something', async () => {
    const { code, stdout } = await runMain(import.meta.url, 'compare.main', { env: { ...env, KAFKA_BROKERS: '127.0.0.1:1' } });
    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
  });
});
