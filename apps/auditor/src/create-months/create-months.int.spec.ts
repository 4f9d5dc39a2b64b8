import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestLogs } from '../../test/logs.js';
import { batchOf, revoked } from '../../test/records.js';
import { CreateMonths } from './create-months.js';

let logs: TestLogs;
let next = 0n;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());

const create = (at: string) => new CreateMonths(logs.dataSource).execute(new Date(at));
/** Answers in which table it stands. */
async function ingestAt(at: string): Promise<string | undefined> {
  logs.now = new Date(at);
  await logs.ingest(batchOf([revoked()], { from: next++ }));
  return tableOfLast();
}
async function tableOfLast(): Promise<string | undefined> {
  const rows: { name: string }[] = await logs.dataSource.query('select tableoid::regclass::text as name from auditor.records where index = $1', [Number(next) - 1]);
  return rows[0]?.name;
}

describe('months of records', () => {
  it('are made before they come, once', async () => {
    expect(await create('2020-11-30T23:59:59.999Z')).toEqual(['2020-11', '2020-12', '2021-01']);
    expect(await create('2020-11-30T23:59:59.999Z')).toEqual([]);
    expect(await create('2020-12-01T00:00:00.000Z')).toEqual(['2021-02']);
  });

  it('begin and end with the month in UTC', async () => {
    expect(await ingestAt('2020-11-30T23:59:59.999Z')).toBe('auditor.records_2020_11');
    expect(await ingestAt('2020-12-01T00:00:00.000Z')).toBe('auditor.records_2020_12');
    expect(await ingestAt('2020-12-31T23:59:59.999Z')).toBe('auditor.records_2020_12');
    expect(await ingestAt('2021-01-01T00:00:00.000Z')).toBe('auditor.records_2021_01');
  });

  it('that came before they were made lose nothing: their records are taken in', async () => {
    expect(await ingestAt('2022-06-30T23:59:59.999Z')).toBe('auditor.records_default');
    const before = await logs.stored();
    expect(await create('2022-07-01T00:00:00.000Z')).toEqual(['2022-06', '2022-07', '2022-08', '2022-09']);
    expect(await tableOfLast()).toBe('auditor.records_2022_06');
    expect(await logs.stored()).toEqual(before);
  });

  it('are made by one instance at a time', async () => {
    const made = await Promise.all([create('2030-01-01'), create('2030-01-01'), create('2030-01-01')]);
    expect(made.flat().sort()).toEqual(['2030-01', '2030-02', '2030-03']);
  });

  it('are made while records come in, in any order', async () => {
    const months = [...Array(6).keys()].map((month) => new Date(Date.UTC(2040, month, 1)).toISOString());
    const ingesting = (async () => {
      for (const at of months) await ingestAt(at);
    })();
    for (const at of months) await create(at).catch((error: unknown) => expect(error).toMatchObject({ code: '55P03' }));
    await ingesting;
    await create('2040-06-01');
    const rows: unknown[] = await logs.dataSource.query(`select from auditor.records where ingested_at >= '2040-01-01Z' and tableoid <> 'auditor.records_default'::regclass`);
    expect(rows).toHaveLength(6);
  });
});
