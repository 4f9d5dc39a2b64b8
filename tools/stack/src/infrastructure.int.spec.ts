import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyTopics, KafkaClient } from '@latchkey/kafka';
import { Client } from 'pg';
import { startKafka } from './kafka/start-kafka.js';
import type { Kafka } from './kafka/start-kafka.js';
import { startPostgres, testDatabaseSettings } from './postgres/start-postgres.js';
import { Children } from './processes/children.js';
import { startTime } from './processes/start-time.js';

const folder = mkdtempSync(join(tmpdir(), 'infrastructure-'));
// Root's Postgres runs as another user.
chmodSync(folder, 0o755);
const children = new Children();
afterAll(async () => {
  await children.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a Kafka of our own', () => {
  let kafka: Kafka;
  beforeAll(async () => {
    kafka = await startKafka({ dataDir: join(folder, 'kafka'), children });
  });

  const changes = async (): Promise<readonly string[]> => applyTopics(new KafkaClient({ brokers: [kafka.brokers], clientId: 'spec', topicPrefix: 'spec.' }));

  it('serves clients at once', async () => expect((await changes()).length).toBeGreaterThan(0));

  it.each(['stop', 'kill'] as const)('has the same data at the same address after a %s', async (end) => {
    const before = { brokers: kafka.brokers, pid: kafka.pid };
    await kafka[end]();
    expect(startTime(before.pid)).toBeUndefined();
    await kafka.restart();
    expect(kafka.brokers).toBe(before.brokers);
    expect(await changes()).toEqual([]);
  });
});

describe('a Postgres of our own', () => {
  const dataDir = join(folder, 'postgres');
  const ask = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('answers queries, takes its settings and keeps its data', async () => {
    const first = new Children();
    const { url, home } = await startPostgres({ dataDir, settings: testDatabaseSettings, children: first });
    expect(await ask(url, 'show fsync')).toEqual([{ fsync: 'off' }]);
    expect(await ask(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    await ask(url, 'create table kept (id int)');
    await first.stop();
    expect(existsSync(join(home, 'data', 'postmaster.pid'))).toBe(false);
    const again = await startPostgres({ dataDir, children });
    expect(await ask(again.url, 'select * from kept')).toEqual([]);
  });
});
