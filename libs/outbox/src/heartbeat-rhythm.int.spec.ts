import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@latchkey/testing';
import { Counters, recordOf, schema } from '../test/counters.js';
import { HeartbeatRhythm } from './heartbeat-rhythm.js';
import type { Reach } from './heartbeat-rhythm.js';
import { batchRows, OutboxRows } from './outbox-rows.js';
import type { OutboxBatch } from './outbox-rows.js';
import { RelaySession } from './relay-session.js';

describe('as_of of a heartbeat', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let service: Counters;
  let session: RelaySession;
  let rows: OutboxRows;

  beforeAll(async () => {
    database = await createDatabase(Counters.migrate);
    service = await Counters.open(database.url);
    session = await RelaySession.open(database.url, schema);
    rows = new OutboxRows(session, schema);
  });
  beforeEach(() => service.clear());
  afterAll(async () => {
    await session.close();
    await service.close();
    await database.drop();
  });

  const append = (count: number, size = 10): Promise<void> =>
    service.dataSource.transaction((manager) => {
      const record = { ...recordOf('a', 1), value: 'x'.repeat(size) };
      return service.outbox.append(manager, Array.from({ length: count }, () => record));
    });
  const ageAll = (): Promise<unknown> =>
    service.dataSource.query(`update ${schema}.outbox set created_at = created_at - interval '1 hour' + id * interval '1 second'`);
  const createdAt = async (id: string | undefined): Promise<Date> =>
    (await service.dataSource.query(`select date_trunc('milliseconds', created_at) as at from ${schema}.outbox where id = $1`, [id]))[0].at;

  async function beat(meanwhile = async (): Promise<void> => undefined): Promise<{ clock: Date; batch: OutboxBatch; reach: Reach }> {
    const rhythm = new HeartbeatRhythm(rows);
    const clock = (await rhythm.clockIfDue()) as Date;
    const batch = await rows.read();
    await meanwhile();
    return { clock, batch, reach: await rhythm.reach(clock, batch) };
  }

  it('is the clock read before the rows when these were all there were', async () => {
    await append(3);
    const { clock, reach } = await beat(() => append(1));
    expect(reach).toEqual({ asOf: clock, drained: true });
  });

  it('is the time of the oldest row left behind by a full batch', async () => {
    await append(batchRows + 7);
    await ageAll();
    const { batch, reach } = await beat();
    const left = (await service.waiting())[batchRows];
    expect(batch.records).toHaveLength(batchRows);
    expect(reach).toEqual({ asOf: await createdAt(left?.id), drained: false });
  });

  it('does not forget a row of lower id that commits after the batch was read', async () => {
    await append(batchRows + 7);
    await ageAll();
    const late = async (): Promise<void> => {
      await service.dataSource.query(
        `insert into ${schema}.outbox (id, topic, key, headers, created_at) overriding system value
         values (0, 'token-events', 'late', '{}', now() - interval '2 hours')`,
      );
    };
    const { reach } = await beat(late);
    expect(reach.asOf).toEqual(await createdAt('0'));
  });

  it('never exceeds the clock, though rows left behind are younger', async () => {
    await append(batchRows);
    const { clock, batch, reach } = await beat(() => append(1));
    expect(batch.drained).toBe(false);
    expect(reach).toEqual({ asOf: clock, drained: false });
  });

  it('reaches the clock when a full batch happened to be all there was', async () => {
    await append(batchRows);
    const { clock, reach } = await beat();
    expect(reach).toEqual({ asOf: clock, drained: true });
  });

  it('counts rows left behind for their size alone, so that no batch outgrows what the broker takes', async () => {
    await append(20, 60_000);
    await ageAll();
    const { batch, reach } = await beat();
    expect(batch.records).toHaveLength(8);
    expect(reach).toEqual({ asOf: await createdAt((await service.waiting())[8]?.id), drained: false });
  });

  it('is due once a second', async () => {
    const rhythm = new HeartbeatRhythm(rows);
    expect(await rhythm.clockIfDue()).toBeInstanceOf(Date);
    expect(await rhythm.clockIfDue()).toBeUndefined();
  });
});
