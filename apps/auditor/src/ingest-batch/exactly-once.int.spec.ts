import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dataSourceFor } from '@latchkey/runtime';
import { DataSource } from 'typeorm';
import { TestLogs } from '../../test/logs.js';
import { batchOf, idOf, junk, revoked } from '../../test/records.js';
import { auditorDatabase } from '../auditor.database.js';
import { IngestBatch } from './ingest-batch.js';

const input = [...Array(120).keys()].map((n) => (n % 10 === 3 ? junk(`junk ${n}`) : revoked()));
const ids = input.map((record) => (record.headers['ce_id'] === 'junk' ? null : idOf(record)));

let logs: TestLogs;
const processes: DataSource[] = [];
beforeAll(async () => {
  logs = await TestLogs.open();
  const open = () => dataSourceFor({ DATABASE_URL: logs.database.url, DATABASE_POOL_SIZE: 2 }, auditorDatabase).initialize();
  processes.push(await open(), await open());
});
afterAll(async () => {
  await Promise.all(processes.map((each) => each.destroy()));
  await logs.close();
});
beforeEach(() => logs.clear());

/** Reads on from where it is told, but at times goes astray as after a rebalance; what fails is tried again, as the transport does. */
async function read(dataSource: DataSource, astray: number): Promise<number> {
  const ingester = new IngestBatch(dataSource, logs.cluster, logs.claimedTokens, logs.metrics);
  let [position, failures] = [0, 0];
  while (position < input.length) {
    if (Math.random() < astray) position = Math.floor(Math.random() * input.length);
    const records = input.slice(position, position + 1 + Math.floor(Math.random() * 12));
    const batch = batchOf(records, { from: BigInt(position), end: BigInt(input.length) });
    position = await ingester.execute(batch, logs.now).then(Number, () => {
      failures += 1;
      return position;
    });
  }
  return failures;
}

/** Again and again, and once more to the end. */
async function readUntil(over: AbortSignal, dataSource: DataSource): Promise<number> {
  let failures = 0;
  while (!over.aborted) failures += await read(dataSource, 0.2);
  return failures + (await read(dataSource, 0));
}

async function expectEachOnce(): Promise<void> {
  const stored = await logs.records();
  expect(stored.map(({ event_id: id }) => id)).toEqual(ids);
  expect(stored.map(({ index }) => index)).toEqual([...input.keys()]);
  expect(await logs.row()).toMatchObject({ next_offset: '120', size: '120', last_offset: '119' });
  expect(await logs.dataSource.query('select count(*)::int as n, max(index)::int as last from auditor.entries')).toEqual([{ n: 120, last: 119 }]);
}

/** Ends connections in the midst of a transaction, as a killed process or a lost network does. */
async function endConnections(count: number): Promise<void> {
  for (let ended = 0; ended < count; ) {
    const rows: unknown[] = await logs.dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and state in ('active', 'idle in transaction')
       order by random() limit 1`,
    );
    ended += rows.length;
  }
}

describe('invariant 6: every record of the input is one entry of its log', () => {
  it('however often it comes and from wherever it is read', async () => {
    expect(await read(processes[0] as DataSource, 0.4)).toBe(0);
    await expectEachOnce();
  });

  it('also where two processes hold the same partition', async () => {
    expect(await Promise.all(processes.map((each) => read(each, 0.2)))).toEqual([0, 0]);
    await expectEachOnce();
  });

  it('also where the first batch of a partition comes to two processes at once', async () => {
    const batch = batchOf(input.slice(0, 5));
    const ingest = processes.map((each) => new IngestBatch(each, logs.cluster, logs.claimedTokens, logs.metrics).execute(batch, logs.now));
    expect(await Promise.all(ingest)).toEqual([5n, 5n]);
    expect(await logs.ids()).toEqual(ids.slice(0, 5));
  });

  it('also where transactions are cut off at any moment', async () => {
    const over = new AbortController();
    const reading = processes.map((each) => readUntil(over.signal, each));
    await endConnections(20);
    over.abort();
    const failures = await Promise.all(reading);
    expect(failures.every((count) => count > 0)).toBe(true);
    await expectEachOnce();
  });
});

describe('invariant 8: what breaks its contract is in the log, with what it was and where', () => {
  it('and in no way holds up what follows', async () => {
    await logs.ingest(batchOf([revoked(), junk('{"half'), revoked()]));
    expect(await logs.records()).toMatchObject([
      { action: 'token.revoked' },
      {
        action: 'record.unreadable',
        customer_id: null,
        details: { sha256: 'cffca8166fc5fc1ef44db8d8deb270740a2499d0adffbe0702a58a99c09a4f00', size: 6, offset: 1, reason: 'not_cloud_event' },
      },
      { action: 'token.revoked' },
    ]);
    expect((await logs.metrics.unreadable.get()).values).toContainEqual({ labels: { topic: 'token-events' }, value: expect.any(Number) });
  });

  it('any other error is thrown, so that the batch waits and comes again', async () => {
    await logs.dataSource.query('alter table auditor.records rename to away');
    await expect(logs.ingest(batchOf([revoked()]))).rejects.toThrow('auditor.records');
    await logs.dataSource.query('alter table auditor.away rename to records');
    expect(await logs.ingest(batchOf([revoked()]))).toBe(1n);
  });
});
