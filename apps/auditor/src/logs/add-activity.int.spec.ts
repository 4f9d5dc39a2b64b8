import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSourceFor, runMigrations } from '@latchkey/runtime';
import { createDatabase, type TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import type { DataSource } from 'typeorm';
import { auditorDatabase } from '../auditor.database.js';
import { AddActivity1764700000000 } from './add-activity.migration.js';

const before = { ...auditorDatabase, migrations: auditorDatabase.migrations.slice(0, auditorDatabase.migrations.indexOf(AddActivity1764700000000)) };
const log = 'token-events/0';

let database: TestDatabase;
let source: DataSource;
const open = (described: typeof before) => dataSourceFor({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 2 }, described);
beforeAll(async () => {
  database = await createDatabase((url) => runMigrations(dataSourceFor({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, before)));
  source = await open(before).initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** A record as it was written before there was activity. */
async function plant(index: number, action: string, target: string, actor: string | null): Promise<void> {
  const record = JSON.stringify({ action, actor: actor && { kind: 'token', token_id: actor, name: 'é' }, target_id: target });
  await source.query(`insert into auditor.entries values ($1, $2, sha256('x'), sha256('y'))`, [log, index]);
  await source.query(
    `insert into auditor.records (log, index, ingested_at, salt, record, action, target_id) values ($1, $2, now(), decode(repeat('00', 16), 'hex'), $3, $4, $5)`,
    [log, index, Buffer.from(record), action, target],
  );
}

it('records of before come to stand in the trails of their tokens, and of those who did it', async () => {
  const [token, maker, account, customer] = [mintId(), mintId(), mintId(), mintId()];
  await source.query(`insert into auditor.logs (name, topic, partition, epoch, cluster_id, size) values ($1, 'token-events', 0, 1, 'cluster-1', 5)`, [log]);
  const told: [string, string, string | null][] = [
    ['token.issued', token, maker],
    ['token.used', token, null],
    ['token.revoked', token, token],
    ['service-account.deleted', account, maker],
    ['customer.erased', customer, null],
  ];
  for (const [index, [action, target, actor]] of told.entries()) await plant(index, action, target, actor);
  await runMigrations(open(auditorDatabase as unknown as typeof before));
  expect(await source.query('select token_id, by_token_id from auditor.records order by index')).toEqual([
    { token_id: token, by_token_id: maker },
    { token_id: token, by_token_id: null },
    { token_id: token, by_token_id: null },
    { token_id: null, by_token_id: maker },
    { token_id: null, by_token_id: null },
  ]);
});
