import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@latchkey/testing';
import { DataSource } from 'typeorm';
import { Counters, schema } from '../test/counters.js';
import { outboxState } from './outbox-state.js';
import { RelayLock } from './relay-lock.js';
import { RelaySession } from './relay-session.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase(Counters.migrate);
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('tells what waits and for how long, and whether somebody may send it', async () => {
  expect(await outboxState(dataSource, schema)).toEqual({ depth: 0, oldestAgeSeconds: 0, led: false });
  await dataSource.query(`
    insert into "${schema}".outbox (topic, key, headers, created_at)
    values ('token-events', 'a', '{}', now() - interval '1 minute'), ('token-events', 'a', '{}', now())`);
  const session = await RelaySession.open(database.url, schema);
  expect(await new RelayLock(session, schema).tryAcquire()).toBe(true);
  const { oldestAgeSeconds, ...rest } = await outboxState(dataSource, schema);
  expect(rest).toEqual({ depth: 2, led: true });
  expect(oldestAgeSeconds).toBeGreaterThanOrEqual(60);
  await session.close();
});
