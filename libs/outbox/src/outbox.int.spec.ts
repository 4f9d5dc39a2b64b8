import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from '@latchkey/contracts';
import { createDatabase, eventually } from '@latchkey/testing';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { Counters, recordOf, schema } from '../test/counters.js';
import { RecordTooLargeError } from './outbox.errors.js';
import { recordLimitBytes, recordSize } from './record-size.js';

describe('Outbox', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let service: Counters;

  beforeAll(async () => {
    database = await createDatabase(Counters.migrate);
    service = await Counters.open(database.url);
  });
  beforeEach(() => service.clear());
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const append = (records: OutgoingRecord[]): Promise<void> =>
    service.dataSource.transaction((manager) => service.outbox.append(manager, records));

  it('commits records with the transaction that made them (invariant 2)', async () => {
    await service.change('a');
    expect(await service.waiting()).toMatchObject([{ key: 'a', value: '{"sequence":1}' }]);
  });

  it('leaves no record of a transaction that rolled back (invariant 2)', async () => {
    const failing = service.dataSource.transaction(async (manager) => {
      await service.outbox.append(manager, [recordOf('a', 1)]);
      throw new Error('the use case failed');
    });
    await expect(failing).rejects.toThrow('the use case failed');
    expect(await service.waiting()).toEqual([]);
  });

  describe('what is written with a record', () => {
    const both = (manager: EntityManager, sequence: number | null): Promise<void> =>
      service.outbox.append(manager, [recordOf('a', 1)], [(place) => `insert into ${schema}.counter values (${place('a')}, ${place(sequence)})`]);
    const counters = async (): Promise<unknown[]> => service.dataSource.query(`select key, sequence from ${schema}.counter`);

    it('is there with it', async () => {
      await service.dataSource.transaction((manager) => both(manager, 1));
      expect(await counters()).toEqual([{ key: 'a', sequence: 1 }]);
      expect(await service.waiting()).toHaveLength(1);
    });

    it('leaves no record behind where the database refuses it (invariant 2)', async () => {
      await expect(service.dataSource.transaction((manager) => both(manager, null))).rejects.toThrow('not-null');
      expect(await counters()).toEqual([]);
      expect(await service.waiting()).toEqual([]);
    });
  });

  it('makes records of a request that is traced part of its trace, and no others', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    new NodeTracerProvider().register();
    try {
      await context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), () => append([recordOf('a', 1)]));
      await append([recordOf('b', 1)]);
    } finally {
      for (const api of [trace, context, propagation]) api.disable();
    }
    const rows: { headers: object }[] = await service.dataSource.query(`select headers from ${schema}.outbox order by id`);
    expect(rows.map(({ headers }) => headers)).toEqual([{ ...recordOf('a', 1).headers, traceparent }, recordOf('b', 1).headers]);
  });

  it('keeps the order of the records it is given', async () => {
    const records = Array.from({ length: 300 }, (_, index) => recordOf(`key ${index}`, index));
    await append(records);
    expect((await service.waiting()).map(({ key }) => key)).toEqual(records.map(({ key }) => key));
  });

  it('keeps partition, tombstone and text as they are', async () => {
    const value = '{"text":"ü \\u0000 \\"quoted\\", comma"}';
    await append([
      { topic: 'token-state', key: 'heartbeat/3', value, headers: { ce_type: 'ü', empty: '' }, partition: 3 },
      { topic: 'token-state', key: 'dead', value: null, headers: {} },
    ]);
    const rows = await service.dataSource.query(`select topic, key, partition, value, headers from ${schema}.outbox order by id`);
    expect(rows).toEqual([
      { topic: 'token-state', key: 'heartbeat/3', partition: 3, value, headers: { ce_type: 'ü', empty: '' } },
      { topic: 'token-state', key: 'dead', partition: null, value: null, headers: {} },
    ]);
  });

  it('refuses a record above 64 KiB, which Kafka would refuse for ever, and takes one of just that size', async () => {
    const empty = recordOf('a', 1);
    const fitting = { ...empty, value: 'x'.repeat(recordLimitBytes - recordSize({ ...empty, value: '' })) };
    await append([fitting]);
    await expect(append([recordOf('b', 1), { ...fitting, value: `${fitting.value}x` }])).rejects.toThrow(RecordTooLargeError);
    expect(await service.waiting()).toHaveLength(1);
  });

  it('wakes listeners once or twice for many calls at once', async () => {
    const listener = new Client({ connectionString: database.url });
    await listener.connect();
    let notices = 0;
    listener.on('notification', () => notices++);
    await listener.query(`listen ${schema}_outbox`);
    await Promise.all(Array.from({ length: 100 }, () => service.outbox.wake()));
    await eventually(() => expect(notices).toBe(2));
    await listener.end();
  });

  it('does not fail its caller, whose transaction has committed, when the database is gone', async () => {
    const warnings: string[] = [];
    const other = await Counters.open(database.url, { log: () => undefined, warn: (text: string) => warnings.push(text) });
    await other.close();
    await other.outbox.wake();
    expect(warnings).toEqual([expect.stringContaining('was not woken')]);
  });
});
