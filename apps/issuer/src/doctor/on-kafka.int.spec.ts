import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyTopics } from '@latchkey/kafka';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { verdictsOf } from '../../test/deployment.js';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../../test/issuer.js';
import { acls } from './acls.check.js';
import type { Check } from './check.js';
import { consumers } from './consumers.check.js';
import { kafka } from './kafka.check.js';
import { outbox } from './outbox.check.js';
import { topics } from './topics.check.js';

const own = new TestTopics();
let database: TestDatabase;
beforeAll(async () => {
  await applyTopics(own.client);
  database = await issuerDatabaseForTest();
});
afterAll(async () => {
  await own.remove();
  await database.drop();
});

const says = async (check: Check, more: Record<string, string> = {}): Promise<[string, string][]> =>
  (await verdictsOf(check, { DATABASE_URL: database.url, ...own.env, ...more })).map(({ level, text }) => [level, text]);

describe('kafka', () => {
  it('answers', async () => {
    expect(await says(kafka)).toEqual([['ok', `cluster ${await own.client.clusterId()} answers`]]);
  });

  it('does not answer', async () => {
    expect(await says(kafka, { KAFKA_BROKERS: '127.0.0.1:1' })).toEqual([['fail', expect.stringMatching(/^does not answer: .*ECONNREFUSED/)]]);
  });
});

describe('acls', () => {
  it('are not looked at where the cluster checks none', async () => {
    expect(await says(acls)).toEqual([['skipped', 'the cluster checks no rights: whoever reaches it can make tokens']]);
  });
});

describe('topics', () => {
  it('are as declared', async () => {
    expect(await says(topics)).toEqual([['ok', expect.stringMatching(/^all 9 are as declared, on \d brokers?$/)]]);
  });

  it('are missing', async () => {
    const found = await says(topics, { KAFKA_TOPIC_PREFIX: `${own.prefix}other.` });
    expect(found).toHaveLength(9);
    expect(found).toContainEqual(['fail', `${own.prefix}other.token-state is missing`]);
  });
});

describe('consumers and outbox', () => {
  it('have somebody who reads and sends, as long as the issuer runs', async () => {
    const absent = ['fail', expect.stringMatching(/^nobody reads for notifier.routing, which is 0 records behind$/)];
    expect(await says(consumers)).toContainEqual(['fail', 'nobody reads for issuer, which is 0 records behind']);
    expect(await says(outbox)).toContainEqual(['fail', 'no issuer sends the outbox: changes reach nobody']);
    const issuer = await TestIssuer.start(database, own.env);
    try {
      await eventually(async () => {
        const found = await says(consumers);
        expect(found.filter(([, text]) => /\bissuer\b/.test(text))).toEqual([]);
        expect(found).toContainEqual(absent);
        expect(await says(outbox)).toEqual([['ok', expect.stringMatching(/^0 records wait/)]]);
      }, { timeoutMs: 20_000, intervalMs: 500 });
    } finally {
      await issuer.close();
    }
  });
});
