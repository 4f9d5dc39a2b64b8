import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, type Database, dataSourceFor, runMigrations } from '@latchkey/runtime';
import { aGrant, createDatabase } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { gatherPlans } from '../../test/plans.js';
import { ReadingEvents } from '../../test/reading-events.js';
import { batchOf, revoked } from '../../test/records.js';
import { StoredEvents } from '../audit-events/stored-events.js';
import { auditorDatabase } from '../auditor.database.js';
import { CreateMonths } from '../create-months/create-months.js';
import { EraseCustomerRecords } from '../erase-customer-records/erase-customer-records.js';
import { listAuditEventsQuery } from '../list-audit-events/list-audit-events.request.js';
import { PublishAudit } from '../publish-audit/publish-audit.js';
import { storedEntries } from '../verify-log/stored-entries.js';
import { AddCheckpoints1764400000000 } from './add-checkpoints.migration.js';
import { AddMonths1764500000000 } from './add-months.migration.js';
import { AddTrees1764300000000 } from './add-trees.migration.js';
import { CreateLogs1764200000000 } from './create-logs.migration.js';
import { erasedEntries } from './erased-entries.js';

const log = 'token-events/0';
const customer = mintId();
const us: Caller = { kind: 'token', tokenId: mintId(), customerId: customer, serviceAccountId: mintId(), name: 'reader', platform: false, grant: aGrant() };

describe('with months of records, what is asked of them', () => {
  let logs: TestLogs;
  let plans: string[];
  beforeAll(async () => {
    logs = await TestLogs.open();
    await logs.ingest(batchOf([revoked()]));
    await new CreateMonths(logs.dataSource).execute(new Date('2024-01-15'));
    await logs.dataSource.query(`insert into auditor.entries select $1, n, sha256(''), sha256('') from generate_series(1, 30000) n`, [log]);
    await logs.dataSource.query(
      `insert into auditor.records (log, index, ingested_at, salt, record, event_source, event_id, customer_id, action, target_id)
       select $1, n, timestamptz '2024-01-01Z' + n * interval '4 minutes', decode(repeat('00', 16), 'hex'), '{}', 'issuer', n::text,
         case when n % 300 = 0 then $2 else 'c' || n % 299 end, 'token.used', n::text
       from generate_series(1, 30000) n`,
      [log, customer],
    );
    await logs.dataSource.query('update auditor.logs set size = 30001 where name = $1', [log]);
    await logs.dataSource.query('analyze auditor.records, auditor.entries');
    plans = gatherPlans(logs.dataSource);
  });
  afterAll(() => logs.close());
  beforeEach(() => void plans.splice(0));

  const list = (query: object) => new ReadingEvents(logs.dataSource).list.execute(us, listAuditEventsQuery.parse(query));
  const cursor = Buffer.from(JSON.stringify(['2024-01-20T00:00:00.000Z', log, 5000])).toString('base64url');

  it.each<[string, () => Promise<unknown>, string[]]>([
    ['the latest of a customer', () => list({}), ['01', '02', '03']],
    ['what befell a token', () => list({ token_id: mintId() }), ['01', '02', '03']],
    ['what is rare', () => list({ action: 'token.leaked' }), ['01', '02', '03']],
    ['the page after a cursor', () => list({ cursor }), ['01']],
    ['one event', () => new StoredEvents(logs.dataSource).find(us, { log, index: 300 }), ['01', '02', '03']],
    ['what to publish next', () => new PublishAudit(logs.dataSource, { send: () => Promise.reject(new Error('enough')) }, logs.metrics).execute(log, 0).catch(String), ['01', '02', '03']],
    [
      'whether events came before, within seven days',
      () => {
        logs.now = new Date('2024-02-20T12:00:00.000Z');
        return logs.ingest(batchOf([revoked()], { from: 1n }));
      },
      ['02', '03'],
    ],
    ['a log from its start', () => storedEntries(logs.dataSource, log).next(), ['01', '02', '03']],
    ['what was told to be erased', () => erasedEntries(logs.dataSource, log), ['01', '02', '03']],
    ['whether the issuer has erased a customer', () => new EraseCustomerRecords(logs.dataSource).execute(mintId(), { now: () => logs.now }).catch(String), ['01', '02', '03']],
    ['the records of a customer who goes', () => new EraseCustomerRecords(logs.dataSource).execute(customer, { now: () => logs.now, anyway: true }), ['01', '02', '03']],
  ])('is answered by indexes, and by no month that cannot have it: %s', async (_, ask, months) => {
    await ask();
    expect(plans.length).toBeGreaterThan(0);
    const text = plans.join('\n');
    expect(text).not.toMatch(/Seq Scan on (records_2024|entries)/);
    expect([...new Set([...text.matchAll(/records_2024_(\d\d)(?!_)/g)].map(([, month]) => month))].sort()).toEqual(months);
  });
});

describe('the migration', () => {
  const before = { ...auditorDatabase, migrations: [CreateLogs1764200000000, AddTrees1764300000000, AddCheckpoints1764400000000] };
  const after = { ...auditorDatabase, migrations: [...before.migrations, AddMonths1764500000000] };
  const tables = `select tableoid::regclass::text as month, array_agg(index::int order by index) as indices from auditor.records group by 1 order by 1`;

  it('moves each record into its month, and back', async () => {
    const { url, drop } = await createDatabase();
    const open = (database: Database) => dataSourceFor({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, database);
    await runMigrations(open(before));
    const source = await open(after).initialize();
    await source.query(`insert into auditor.logs (name, topic, partition, epoch, cluster_id, size) values ($1, 'token-events', 0, 1, 'cluster-1', 4)`, [log]);
    await source.query(`insert into auditor.entries select $1, n, sha256(''), sha256('') from generate_series(0, 3) n`, [log]);
    const at = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00.000Z', '2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z'];
    await source.query(
      `insert into auditor.records (log, index, ingested_at, salt, record, action, duplicate_of)
       select $1, n - 1, at, decode(repeat('00', 16), 'hex'), 'x', 'token.used', case when n = 3 then 1 end from unnest($2::timestamptz[]) with ordinality as each(at, n)`,
      [log, at],
    );
    const rows = `select * from auditor.records order by index`;
    const were: unknown = await source.query(rows);
    await source.runMigrations();
    expect(await source.query(rows)).toEqual(were);
    expect(await source.query(tables)).toEqual([
      { month: 'auditor.records_2025_12', indices: [0] },
      { month: 'auditor.records_2026_01', indices: [1, 2] },
      { month: 'auditor.records_2026_02', indices: [3] },
    ]);
    await source.undoLastMigration();
    expect(await source.query(rows)).toEqual(were);
    expect(await source.query(tables)).toEqual([{ month: 'auditor.records', indices: [0, 1, 2, 3] }]);
    await source.destroy();
    await drop();
  });
});
