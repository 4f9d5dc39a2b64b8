import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import type { QueryRunner } from 'typeorm';
import { TestLogs } from '../../test/logs.js';
import { aReader, ReadingEvents } from '../../test/reading-events.js';
import { batchOf, idOf, revoked } from '../../test/records.js';
import { appendRecords } from '../logs/append-records.js';
import type { SettledCursor } from './event-cursor.js';
import { cursorAt } from './horizon.js';
import type { SettledPage } from './settled-events.js';

const customer = mintId();
const reader = aReader(customer);
const event = () => revoked({ customer_id: customer });

let logs: TestLogs;
let reading: ReadingEvents;
beforeAll(async () => {
  logs = await TestLogs.open();
  reading = new ReadingEvents(logs.dataSource);
});
afterAll(() => logs.close());
beforeEach(() => logs.clear());

const page = (after?: SettledCursor, limit = 1000): Promise<SettledPage> => reading.settled.page(reader, {}, after, limit);
const idsOf = ({ events }: SettledPage): (string | null)[] => events.map(({ record }) => record.event_id);

async function ingest(count: number, partition = 0, from = 0n): Promise<string[]> {
  const records = [...Array(count).keys()].map(event);
  await logs.ingest(batchOf(records, { partition, from }));
  return records.map(idOf);
}

/** Everybody on this cluster holds the horizon back for a moment. */
const settled = (ids: readonly string[], after?: SettledCursor): Promise<SettledPage> =>
  eventually(async () => {
    const found = await page(after);
    expect(idsOf(found)).toEqual(ids);
    return found;
  });

/** The last record of a log is written again in a transaction that stays open, as an entry of its own. */
async function writeSlowly(runner: QueryRunner): Promise<string> {
  await runner.startTransaction();
  const [last] = await logs.records();
  if (!last) throw new Error('there is no record yet');
  const id = mintId();
  await appendRecords(runner.manager, 'token-events/0', [{ ...last, index: 1000, event_id: id }]);
  return id;
}

describe('what is settled', () => {
  it('is never passed by a reader: what began earlier and commits later comes first', async () => {
    const [first = ''] = await ingest(1);
    const start = (await settled([first])).end;
    const slow = logs.dataSource.createQueryRunner();
    try {
      const late = await writeSlowly(slow);
      const quick = await ingest(2, 1);
      const newest = await reading.list.execute(reader, { order: 'desc', limit: 10 });
      expect(newest.events).toHaveLength(3);
      const meanwhile = await page(start);
      expect(idsOf(meanwhile)).toEqual([]);
      await slow.commitTransaction();
      await settled([late, ...quick], meanwhile.end);
      await settled([late, ...quick], start);
    } finally {
      await slow.release();
    }
  });

  it('goes on past what was rolled back', async () => {
    const [first = ''] = await ingest(1);
    const slow = logs.dataSource.createQueryRunner();
    await writeSlowly(slow);
    const quick = await ingest(1, 1);
    await slow.rollbackTransaction();
    await slow.release();
    await settled([first, ...quick]);
  });

  it('comes once each, however many write, and whatever part of it is read at a time', async () => {
    const seen: string[] = [];
    const written: string[] = [];
    let writing = true;
    const write = async (partition: number): Promise<void> => {
      for (let round = 0; round < 12; round++) written.push(...(await ingest(3, partition, BigInt(round * 3))));
    };
    const read = async (): Promise<void> => {
      let cursor = cursorAt(await reading.horizons.now());
      await eventually(async () => {
        for (let more = true; more; ) {
          const found = await page(cursor, 7);
          seen.push(...idsOf(found).map(String));
          ({ more, end: cursor } = found);
        }
        expect({ writing, count: seen.length }).toEqual({ writing: false, count: written.length });
      });
    };
    await Promise.all([read(), Promise.all([0, 1, 2, 3].map(write)).then(() => (writing = false))]);
    expect(new Set(seen)).toEqual(new Set(written));
    expect(new Set(seen).size).toBe(seen.length);
    await settled(seen);
  });
});

describe('an era', () => {
  const moved = (): Promise<unknown> => logs.dataSource.query(`update auditor.eras set lineage = 'another cluster/00000001'`);
  const eras = (): Promise<unknown[]> => logs.dataSource.query('select * from auditor.eras');

  it('begins where the database comes to another cluster, whose transaction ids begin anew', async () => {
    const old = await ingest(2);
    const { end } = await settled(old);
    // As it was dumped there: ids far beyond those that this cluster gives.
    await logs.dataSource.query(`update auditor.records set txn = txn + (1::bigint << 47)`);
    expect(idsOf(await page())).toEqual([]);
    await moved();
    expect(idsOf(await page())).toEqual(old);
    const before = await eras();
    const fresh = await ingest(2, 1);
    expect(await eras()).toHaveLength(before.length + 1);
    await settled([...old, ...fresh]);
    const read = await page(undefined, 2);
    expect(read.more).toBe(true);
    await settled(fresh, read.end);
    await settled([...old, ...fresh], end);
    await ingest(1, 1, 2n);
    expect(await eras()).toHaveLength(before.length + 1);
  });

  it('is begun by one of those that write at that moment', async () => {
    await moved();
    const before = await eras();
    await Promise.all([0, 1, 2, 3].map((partition) => ingest(1, partition)));
    expect(await eras()).toHaveLength(before.length + 1);
  });

  it('of which nothing is known is gone on from nowhere, nor is what lies ahead', async () => {
    const known = cursorAt(await reading.horizons.now());
    await expect(page({ ...known, era: 'f'.repeat(32) })).rejects.toMatchObject({ code: 'unknown_cursor', status: 410 });
    await expect(page({ ...known, txn: String(BigInt(known.txn) + 1_000_000n) })).rejects.toMatchObject({ code: 'unknown_cursor' });
    expect(idsOf(await page(known))).toEqual([]);
  });
});
