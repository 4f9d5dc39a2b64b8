import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Outbox } from '@latchkey/outbox';
import { dataSourceFor } from '@latchkey/runtime';
import { eventually, runMain, type TestDatabase } from '@latchkey/testing';
import type { DataSource } from 'typeorm';
import { issuerDatabaseForTest, TestIssuer, TestTopics } from '../test/issuer.js';
import { CompareTokenState, type Comparison } from './compare-token-state/compare-token-state.js';
import { TokensInDatabase } from './compare-token-state/tokens-in-database.js';
import { issuerDatabase } from './issuer.database.js';
import { BuryTokens } from './token-state-feed/bury-tokens.js';

const topics = new TestTopics();
let database: TestDatabase;
let issuer: TestIssuer;
let own: DataSource;

beforeAll(async () => {
  await topics.make();
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database, topics.env);
  own = await dataSourceFor({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 3 }, issuerDatabase).initialize();
});
afterAll(async () => {
  await own.destroy();
  await issuer.close();
  await topics.remove();
  await database.drop();
});

const sent = (): Promise<void> => eventually(async () => expect(await own.query('select key from issuer.outbox')).toEqual([]));
const compare = (): Promise<Comparison> => new CompareTokenState(topics.client, new TokensInDatabase(own), 20_000).execute();
const recover = (): ReturnType<typeof runMain> => runMain(import.meta.url, 'recover.main', { env: { DATABASE_URL: database.url, ...topics.env } });

async function backUp(): Promise<void> {
  await own.query('drop schema if exists backup cascade; create schema backup; create table backup.tokens as table issuer.tokens; create table backup.outbox as table issuer.outbox');
}

/** As after a restore: of what came after the backup the database knows nothing, and what waited then waits again. */
async function goBack(): Promise<void> {
  await own.transaction(async (manager) => {
    await manager.query('delete from issuer.idempotency_keys; delete from issuer.tokens; insert into issuer.tokens select * from backup.tokens');
    await manager.query('truncate issuer.outbox; insert into issuer.outbox overriding system value select * from backup.outbox');
  });
}

it('has what was revoked, suspended or changed after the backup be so, and forgets what was made after it', async () => {
  const names = ['revoked', 'suspended', 'resumed', 'renamed', 'left', 'buried'] as const;
  const tokens = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await issuer.issue({ name })] as const)));
  const id = (name: (typeof names)[number]): string => tokens[name]?.id ?? '';
  await issuer.act(id('resumed'), 'suspend');
  await backUp();

  for (const name of ['revoked', 'buried'] as const) expect((await issuer.revoke(id(name))).status).toBe(204);
  expect((await issuer.act(id('suspended'), 'suspend')).status).toBe(200);
  expect((await issuer.act(id('resumed'), 'resume')).status).toBe(200);
  expect((await issuer.patch(id('renamed'), { name: 'other', labels: { team: 'web' }, allowed_cidrs: ['192.0.2.0/24'] })).status).toBe(200);
  await own.query(`update issuer.tokens set changed_at = now() - interval '8 days' where id = $1`, [id('buried')]);
  await new BuryTokens(own, new Outbox(own, 'issuer', { log: () => undefined, warn: () => undefined }), 7 * 86_400_000).execute(new Date(), new AbortController().signal);
  const later = await issuer.issue({ name: 'later' });
  await sent();
  expect(await recover()).toMatchObject({ code: 1, stdout: '' });
  await issuer.close();
  await goBack();
  expect((await compare()).differences.length).toBeGreaterThan(4);

  const { code, stdout } = await recover();
  expect({ code, lines: stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown) }).toEqual({
    code: 0,
    lines: [
      { lost: later.id, customer_id: later.customer_id, service_account_id: later.service_account_id, name: 'later', status: 'active' },
      { recovered: 4, buried: 1, lost: 1 },
    ],
  });
  await issuer.startAgain();
  await sent();
  expect((await compare()).differences).toEqual([]);
  const found = Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await issuer.get(id(name))).status] as const)));
  expect(found).toEqual({ revoked: 'revoked', suspended: 'suspended', resumed: 'active', renamed: 'active', left: 'active', buried: 'revoked' });
  expect(await issuer.get(id('renamed'))).toMatchObject({ name: 'other', labels: { team: 'web' }, allowed_cidrs: ['192.0.2.0/24'] });
});

it('sends no state of the backup once more that others have followed (invariant 3)', async () => {
  const { id } = await issuer.issue();
  await sent();
  await issuer.close();
  await issuer.startAgain({ KAFKA_BROKERS: '127.0.0.1:1' });
  expect((await issuer.patch(id, { name: 'waits' })).status).toBe(200);
  await backUp();
  await issuer.close();
  await issuer.startAgain(topics.env);
  expect((await issuer.revoke(id)).status).toBe(204);
  await sent();
  await issuer.close();
  await goBack();

  expect(await recover()).toMatchObject({ code: 0, stdout: '{"recovered":1,"buried":0,"lost":0}\n' });
  await issuer.startAgain();
  await sent();
  expect((await compare()).differences).toEqual([]);
  expect((await issuer.get(id)).status).toBe('revoked');
});

it('changes nothing where nothing is missing', async () => {
  await issuer.close();
  expect(await recover()).toMatchObject({ code: 0, stdout: '{"recovered":0,"buried":0,"lost":0}\n' });
  await issuer.startAgain();
});
