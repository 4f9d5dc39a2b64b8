import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Children } from '../processes/children.js';
import { type Postgres, startPostgres } from './start-postgres.js';

const children = new Children();
const folder = mkdtempSync(join(tmpdir(), 'stack-postgres-'));
let postgres: Postgres;
beforeAll(async () => {
  chmodSync(folder, 0o755);
  postgres = await startPostgres({ dataDir: join(folder, 'postgres'), children });
});
afterAll(async () => {
  await children.stop();
  rmSync(postgres.home, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
});

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: postgres.url });
  // Its connection is meant to end.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

it('stands still with all its sessions while it is frozen, and goes on after', async () => {
  const client = await connected();
  postgres.freeze();
  let answered = false;
  const answer = client.query('select 1').then(() => (answered = true));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(answered).toBe(false);
  postgres.thaw();
  expect(await answer).toBe(true);
  await client.end();
});

it('ends all its sessions when it is killed, and has what was committed when it is back', async () => {
  const [before, asleep] = [await connected(), await connected()];
  await before.query('create table kept as select 1 as n');
  const cut = asleep.query('select pg_sleep(600)').catch((error: unknown) => error);
  await postgres.kill();
  expect(await cut).toBeInstanceOf(Error);
  await postgres.restart();
  const after = await connected();
  expect((await after.query('select n from kept')).rows).toEqual([{ n: 1 }]);
  await after.end();
});

it('is stopped though it is frozen', async () => {
  postgres.freeze();
  await postgres.stop();
  await expect(connected()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
