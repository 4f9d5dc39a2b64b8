import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSourceFor, runMigrations } from '@latchkey/runtime';
import { createDatabase } from '@latchkey/testing';
import type { TestDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import type { DataSource } from 'typeorm';
import { day, iso } from '../../test/schedule.js';
import { notifierDatabase } from '../notifier.database.js';
import { CreateSchedule1764100000000 } from '../schedule/create-schedule.migration.js';

const env = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 });
let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  const before = { ...notifierDatabase, migrations: [CreateSchedule1764100000000] };
  database = await createDatabase((url) => runMigrations(dataSourceFor(env(url), before)));
  dataSource = await dataSourceFor(env(database.url), before).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('what was planned before there were schedules stays planned, as named since its expiry was set', async () => {
  const [token, forEver] = [mintId(), mintId()];
  for (const [id, expires, setAt] of [[token, day(100), day(2.5)], [forEver, null, null]] as const) {
    await dataSource.query(
      `insert into notifier.tokens (id, partition, sequence, customer_id, service_account_id, name, labels, status, expires_at, expiry_set_at)
       values ($1, 0, 1, $2, $3, 'ci', '{}', 'active', $4, $5)`,
      [id, mintId(), mintId(), expires, setAt],
    );
  }
  for (const days of [7, null]) await dataSource.query(`insert into notifier.notices values ($1, $2, $3, $4)`, [`${token}/${days}`, token, days, day(93)]);
  await runMigrations(dataSourceFor(env(database.url), notifierDatabase));
  const rows: { id: string; thresholds: unknown }[] = await dataSource.query('select id, thresholds from notifier.tokens');
  expect(Object.fromEntries(rows.map(({ id, thresholds }) => [id, thresholds]))).toEqual({ [token]: [{ days: 7, since: iso(2.5) }], [forEver]: [] });
});
