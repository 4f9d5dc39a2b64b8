import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestLogs } from '../../test/logs.js';
import { bigint, copyRows, type Field, text, timestamptz } from './copy-rows.js';

interface Row {
  readonly n: number;
  readonly t: string | null;
  readonly b: Buffer | null;
  readonly at: Date;
}

let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
  await logs.dataSource.query('create table copied (n bigint primary key, t text, b bytea, at timestamptz not null)');
});
afterAll(() => logs.close());
beforeEach(() => logs.dataSource.query('truncate copied'));

const fieldsOf = ({ n, t, b, at }: Row): Field[] => [bigint(n), text(t), b, timestamptz(at.toISOString())];
const copy = (rows: readonly Row[]): Promise<void> => logs.dataSource.transaction((manager) => copyRows(manager, 'copied (n, t, b, at)', rows.map(fieldsOf)));
const stored = (): Promise<unknown[]> => logs.dataSource.query('select n::text, t, b, at from copied order by copied.n');
const row = (n: number): Row => ({ n, t: 'x', b: null, at: new Date(0) });

/** What Postgres takes in a text. */
const storable = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '') + '\\N\t\n\\.');

describe('rows', () => {
  it('come out as they went in', async () => {
    const rows = fc.uniqueArray(
      fc.record({
        n: fc.maxSafeInteger(),
        t: fc.option(storable),
        b: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
        at: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      }),
      { selector: ({ n }) => n, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await logs.dataSource.query('truncate copied');
        await copy(given);
        expect(await stored()).toEqual([...given].sort((a, b) => a.n - b.n).map((each) => ({ ...each, n: String(each.n) })));
      }),
      { numRuns: 30 },
    );
  });

  it('are many at once', async () => {
    await copy([...Array(20_000).keys()].map((n) => ({ ...row(n), t: 'x'.repeat(500) })));
    expect(await stored()).toHaveLength(20_000);
  });

  it('go in all or none, and what refuses them says why', async () => {
    await expect(copy([row(1), row(2), row(1)])).rejects.toMatchObject({ code: '23505' });
    await expect(logs.dataSource.transaction((manager) => copyRows(manager, 'copied (n, t)', [[bigint(1), text('x')]]))).rejects.toMatchObject({ code: '23502' });
    await expect(logs.dataSource.transaction((manager) => copyRows(manager, 'copied (n)', [[text('1')]]))).rejects.toMatchObject({ code: '08P01' });
    expect(await stored()).toEqual([]);
    await copy([row(1)]);
    expect(await stored()).toHaveLength(1);
  });

  it('go with the transaction, and with no other', async () => {
    const failing = logs.dataSource.transaction(async (manager) => {
      await copyRows(manager, 'copied (n, t, b, at)', [fieldsOf(row(1))]);
      expect(await manager.query('select from copied')).toHaveLength(1);
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    expect(await stored()).toEqual([]);
    await expect(copyRows(logs.dataSource.manager, 'copied (n)', [])).rejects.toThrow('within a transaction');
  });

  it('do not wait for ever where the connection is lost', async () => {
    const lost = logs.dataSource.transaction(async (manager) => {
      const [own] = (await manager.query('select pg_backend_pid() as pid')) as { pid: number }[];
      await logs.dataSource.query('select pg_terminate_backend($1, 10000)', [own?.pid]);
      await copyRows(manager, 'copied (n, t, b, at)', [fieldsOf(row(1))]);
    });
    await expect(lost).rejects.toThrow();
    await copy([row(1)]);
    expect(await stored()).toHaveLength(1);
  });
});
