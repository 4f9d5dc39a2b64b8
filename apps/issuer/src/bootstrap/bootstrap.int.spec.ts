import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { defaultCatalogue } from '@latchkey/access';
import { Outbox } from '@latchkey/outbox';
import { dataSourceFor } from '@latchkey/runtime';
import type { TestDatabase } from '@latchkey/testing';
import { digestToken } from '@latchkey/tokens';
import type { DataSource } from 'typeorm';
import { issuerDatabaseForTest } from '../../test/issuer.js';
import { issuerDatabase } from '../issuer.database.js';
import { Bootstrap } from './bootstrap.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await issuerDatabaseForTest();
  dataSource = await dataSourceFor({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 10 }, issuerDatabase).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('makes the one platform customer and its first token once, however many try at the same time', async () => {
  const now = new Date('2026-01-01T00:00:00.000Z');
  const outbox = new Outbox(dataSource, issuerDatabase.schema, { log: () => undefined, warn: () => undefined });
  const bootstrap = new Bootstrap(dataSource, outbox, defaultCatalogue);
  const made = await Promise.all([1, 2, 3, 4].map(() => bootstrap.execute({ lifetimeHours: 24, now })));
  const [first, ...others] = made.filter((each) => each !== undefined);
  expect(others).toEqual([]);

  expect(await dataSource.query('select id, platform from issuer.customers')).toEqual([{ id: first?.token.customerId, platform: true }]);
  expect(await dataSource.query('select digest, permissions, expires_at from issuer.tokens')).toEqual([
    { digest: digestToken(first?.secret ?? ''), permissions: [...defaultCatalogue.permissions].sort(), expires_at: new Date('2026-01-02T00:00:00.000Z') },
  ]);
  const rows: { topic: string; value: string }[] = await dataSource.query('select topic, value from issuer.outbox order by id');
  expect(rows.map(({ topic, value }) => ({ topic, data: JSON.parse(value) }))).toMatchObject([
    { topic: 'token-state', data: { id: first?.token.id, platform: true, sequence: 1 } },
    { topic: 'token-events', data: { token_id: first?.token.id, actor: { kind: 'system', name: 'bootstrap' }, parent_id: null } },
  ]);
});
