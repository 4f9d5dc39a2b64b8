import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '@latchkey/runtime';
import { aGrant } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../../test/logs.js';
import { ReadingEvents } from '../../test/reading-events.js';
import { batchOf, revoked } from '../../test/records.js';
import { StoredEvents } from '../audit-events/stored-events.js';
import { CreateMonths } from '../create-months/create-months.js';
import { listAuditEventsQuery } from '../list-audit-events/list-audit-events.request.js';
import { DropOldRecords, type Dropping } from './drop-old-records.js';

const log = 'token-events/0';
const customer = mintId();
const us: Caller = { kind: 'token', tokenId: mintId(), customerId: customer, serviceAccountId: mintId(), name: 'reader', platform: false, grant: aGrant() };
let logs: TestLogs;
let next: bigint;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());
/** The last of 2023, and the first and the last of January 2024. */
beforeEach(async () => {
  await logs.clear();
  next = 0n;
  await new CreateMonths(logs.dataSource).execute(new Date('2023-12-01'));
  for (const at of ['2023-12-31T23:59:59.999Z', '2024-01-01T00:00:00.000Z', '2024-01-31T23:59:59.999Z']) await ingestAt(at);
  await published();
});

async function ingestAt(at: string): Promise<void> {
  logs.now = new Date(at);
  await logs.ingest(batchOf([revoked({ customer_id: customer })], { from: next++ }));
}
const published = (upTo = Number(next)): Promise<unknown> => logs.dataSource.query('update auditor.publications set next_index = $1', [upTo]);
const drop = (at: string, months = 13): Promise<Dropping> => new DropOldRecords(logs.dataSource, months).execute(new Date(at));
const left = async (): Promise<number[]> => (await logs.records()).map(({ index }) => index);

describe('old records', () => {
  it('are dropped with their month once all of it is older than they are kept', async () => {
    expect(await drop('2025-01-31T23:59:59.999Z')).toEqual({ dropped: undefined, overdue: [] });
    expect(await left()).toEqual([0, 1, 2]);
    expect(await drop('2025-02-01T00:00:00.000Z')).toEqual({ dropped: '2023-12', overdue: [] });
    expect(await left()).toEqual([1, 2]);
    expect(await drop('2025-02-28T23:59:59.999Z')).toEqual({ dropped: undefined, overdue: [] });
    expect(await drop('2025-03-01T00:00:00.000Z')).toEqual({ dropped: '2024-01', overdue: [] });
    expect(await left()).toEqual([]);
  });

  it('go month by month, the oldest first', async () => {
    expect(await drop('2025-03-01')).toEqual({ dropped: '2023-12', overdue: ['2024-01'] });
    expect(await drop('2025-03-01')).toEqual({ dropped: '2024-01', overdue: [] });
  });

  it('are kept for ever where that is asked for', async () => {
    expect(await drop('2099-01-01', 0)).toEqual({ dropped: undefined, overdue: [] });
    expect(await left()).toEqual([0, 1, 2]);
  });

  it('leave their entries, and are answered for as what is not there', async () => {
    await drop('2025-02-01');
    const entries: unknown[] = await logs.dataSource.query('select from auditor.entries');
    expect(entries).toHaveLength(3);
    await expect(new StoredEvents(logs.dataSource).find(us, { log, index: 0 })).rejects.toMatchObject({ code: 'not_found' });
    const { events, next } = await new ReadingEvents(logs.dataSource).list.execute(us, listAuditEventsQuery.parse({}));
    expect({ indices: events.map(({ record }) => record.index), next }).toEqual({ indices: [2, 1], next: null });
  });

  it('wait until all of the month is published', async () => {
    await published(0);
    expect(await drop('2025-03-01')).toEqual({ dropped: undefined, overdue: ['2023-12', '2024-01'] });
    await published(2);
    expect(await drop('2025-03-01')).toMatchObject({ dropped: '2023-12' });
    expect(await drop('2025-03-01')).toEqual({ dropped: undefined, overdue: ['2024-01'] });
    expect(await left()).toEqual([1, 2]);
  });

  it('are dropped by one instance at a time', async () => {
    const dropped = await Promise.all([1, 2, 3].map(() => drop('2025-02-01')));
    expect(dropped.filter((each) => each.dropped)).toHaveLength(1);
  });

  it('wait for whoever reads them, and have nobody else wait long', async () => {
    const reader = logs.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('select count(*) from auditor.records');
    await expect(drop('2025-02-01')).rejects.toMatchObject({ code: '55P03' });
    await ingestAt('2024-02-01T00:00:00.000Z');
    await reader.commitTransaction();
    await reader.release();
    expect(await drop('2025-02-01')).toMatchObject({ dropped: '2023-12' });
  });

  it('may come in again: what comes late has a place', async () => {
    await drop('2025-02-01');
    await ingestAt('2023-12-31T23:59:59.999Z');
    expect(await left()).toEqual([1, 2, 3]);
  });
});
