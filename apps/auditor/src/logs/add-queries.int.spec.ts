import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataSourceFor, runMigrations } from '@latchkey/runtime';
import { createDatabase, type TestDatabase } from '@latchkey/testing';
import type { DataSource } from 'typeorm';
import { TestLogs } from '../../test/logs.js';
import { batchOf, junk, revoked, used } from '../../test/records.js';
import { auditorDatabase } from '../auditor.database.js';

const query = `
  select index, happened_at, actor_id, service_account_id, service_id, outcome, ip from auditor.records order by index`;
const migrations = auditorDatabase.migrations;
const place = migrations.findIndex(({ name }) => name.startsWith('AddQueries'));
const before = { ...auditorDatabase, migrations: migrations.slice(0, place) };
const after = { ...auditorDatabase, migrations: migrations.slice(0, place + 1) };
const envOf = (url: string) => ({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 });

const records = [
  revoked({ actor: { kind: 'person', token_id: null, service_account_id: null, person_id: '1CYbPnAsKhSwI4xdQ8Qd5o', name: 'Ada' } }),
  revoked({}, { time: '2031-01-01T00:00:00.000Z' }),
  used({ outcome: 'refused', reason: 'expired', last_service_id: 'svc-1', last_ip: '2001:db8::1' }),
  junk('x'),
];

describe('what stands in the log from before there were columns to find it by', () => {
  let logs: TestLogs;
  let database: TestDatabase;
  let old: DataSource;
  beforeAll(async () => {
    logs = await TestLogs.open();
    await logs.ingest(batchOf(records));
    database = await createDatabase();
    await runMigrations(dataSourceFor(envOf(database.url), before));
    old = await dataSourceFor(envOf(database.url), after).initialize();
    await old.query(`insert into auditor.logs (name, topic, partition, epoch, cluster_id, size) values ('token-events/0', 'token-events', 0, 1, 'cluster-1', 4)`);
    for (const { record, bytes, salt, commitment, leafHash } of await logs.stored()) {
      await old.query('insert into auditor.entries values ($1, $2, $3, $4)', [record.log, record.index, commitment, leafHash]);
      await old.query(
        'insert into auditor.records (log, index, ingested_at, salt, record, customer_id, action, target_id) values ($1, $2, $3, $4, $5, $6, $7, $8)',
        [record.log, record.index, record.ingested_at, salt, bytes, record.customer_id, record.action, record.target_id],
      );
    }
  });
  afterAll(async () => {
    await old.destroy();
    await database.drop();
    await logs.close();
  });

  it('is found as what comes from now on, and comes before it', async () => {
    await old.runMigrations();
    expect(await old.query(query)).toEqual(await logs.dataSource.query(query));
    expect(await old.query('select distinct txn from auditor.records')).toEqual([{ txn: '0' }]);
  });

  it('is left as it was where the columns go again', async () => {
    const told = 'select log, index, record from auditor.records order by index';
    const were: unknown = await old.query(told);
    await old.undoLastMigration();
    expect(await old.query(told)).toEqual(were);
    await expect(old.query(query)).rejects.toThrow('does not exist');
  });
});
