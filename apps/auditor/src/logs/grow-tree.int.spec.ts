import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, dataSourceFor, runMigrations } from '@latchkey/runtime';
import { createDatabase } from '@latchkey/testing';
import { TestLogs } from '../../test/logs.js';
import { batchOf, revoked } from '../../test/records.js';
import { auditorDatabase } from '../auditor.database.js';
import { foldHashes } from '../tree/hashes.js';
import { rootOf } from '../tree/root.js';
import { CreateLogs1764200000000 } from './create-logs.migration.js';
import { growTree } from './grow-tree.js';
import { type Queries, StoredHashes } from './stored-hashes.js';

const log = 'token-events/0';
let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

interface Node {
  readonly level: number;
  readonly index: string;
  readonly hash: Buffer;
}
const nodes = (queries: Queries = logs.dataSource): Promise<Node[]> =>
  queries.query('select level, index, hash from auditor.nodes where log = $1 order by level, index', [log]);
const places = (stored: readonly Node[]): string[] => stored.map(({ level, index }) => `${level}/${index}`);
const ingest = async (count: number): Promise<unknown> => {
  const { next_offset: from = 0 } = (await logs.row()) ?? {};
  return logs.ingest(batchOf([...Array(count).keys()].map(() => revoked()), { from: BigInt(String(from)) }));
};
/** A log with entries and without a tree, as of before there were trees. */
async function plant(queries: Queries, size: number): Promise<void> {
  await queries.query(`insert into auditor.logs (name, topic, partition, epoch, cluster_id, size) values ($1, 'token-events', 0, 1, 'cluster-1', $2)`, [log, size]);
  await queries.query(
    `insert into auditor.entries select $1, n, sha256(n::text::bytea), sha256('\\x00' || sha256(n::text::bytea)) from generate_series(0, $2::int - 1) n`,
    [log, size],
  );
}

describe('the tree of a log', () => {
  it('gets the root of each tile that a batch fills, and of no other', async () => {
    await ingest(255);
    expect(await nodes()).toEqual([]);
    await ingest(1);
    const leaves = (await logs.stored()).map(({ leafHash }) => leafHash);
    expect(await nodes()).toEqual([{ level: 1, index: '0', hash: foldHashes(leaves) }]);
    await ingest(600);
    expect(places(await nodes())).toEqual(['1/0', '1/1', '1/2']);
  });

  it('is the same whatever the batches were', async () => {
    for (const count of [100, 200, 300, 1, 423]) await ingest(count);
    const leaves = (await logs.stored()).map(({ leafHash }) => leafHash);
    const roots = [0, 1, 2, 3].map((tile) => foldHashes(leaves.slice(tile * 256, (tile + 1) * 256)));
    expect(await nodes()).toEqual(roots.map((hash, tile) => ({ level: 1, index: String(tile), hash })));
    expect(await rootOf(1024, new StoredHashes(logs.dataSource, log, 1024).read)).toEqual(foldHashes(leaves));
  });

  it('grows with the entries or not at all', async () => {
    await ingest(255);
    await logs.dataSource.query(`alter table auditor.logs add constraint refuse check (size <> 256)`);
    await expect(ingest(1)).rejects.toThrow('refuse');
    await logs.dataSource.query('alter table auditor.logs drop constraint refuse');
    expect(await nodes()).toEqual([]);
  });

  it('is made good at the next batch where it was left behind, as by a version that knew no trees', async () => {
    await ingest(700);
    const grown = await nodes();
    await logs.dataSource.query('truncate auditor.nodes');
    await ingest(1);
    expect(await nodes()).toEqual(grown);
  });

  it('refuses to grow over entries that are gone, of which it still has hashes', async () => {
    await ingest(300);
    await logs.dataSource.query('delete from auditor.records where index >= 200');
    await logs.dataSource.query('delete from auditor.entries where index >= 200');
    await logs.dataSource.query('update auditor.logs set size = 200');
    await expect(ingest(1)).rejects.toThrow('goes beyond its 201 entries');
  });

  it('is read from far fewer rows than there are entries', async () => {
    await plant(logs.dataSource, 66_000);
    await growTree(logs.dataSource, log, 66_000);
    expect(places(await nodes()).filter((place) => !place.startsWith('1/'))).toEqual(['2/0']);
    expect((await nodes()).length).toBe(257 + 1);
    let rows = 0;
    const counting: Queries = {
      query: async (...query) => {
        const read = (await logs.dataSource.query(...query)) as never[];
        rows += read.length;
        return read as never;
      },
    };
    const leaves: { hash: Buffer }[] = await logs.dataSource.query('select leaf_hash as hash from auditor.entries where log = $1 order by index', [log]);
    const naive = await rootOf(66_000, async (level, from, to) => {
      const each = 256 ** level;
      return Array.from({ length: to - from }, (_, place) => foldHashes(leaves.slice((from + place) * each, (from + place + 1) * each).map(({ hash }) => hash)));
    });
    expect(await rootOf(66_000, new StoredHashes(counting, log, 66_000).read)).toEqual(naive);
    expect(rows).toBeLessThan(300);
  });
});

it('the migration gives the logs that are there their trees', async () => {
  const { url, drop } = await createDatabase();
  const open = (database: Database) => dataSourceFor({ DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, database);
  await runMigrations(open({ ...auditorDatabase, migrations: [CreateLogs1764200000000] }));
  const source = await open(auditorDatabase).initialize();
  await plant(source, 20_000);
  await runMigrations(open(auditorDatabase));
  const migrated = await nodes(source);
  await source.destroy();
  await drop();
  await plant(logs.dataSource, 20_000);
  await growTree(logs.dataSource, log, 20_000);
  expect(migrated).toHaveLength(78);
  expect(migrated).toEqual(await nodes());
});
