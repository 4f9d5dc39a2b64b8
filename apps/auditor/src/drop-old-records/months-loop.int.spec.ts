import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { Logger, type LoggerService } from '@nestjs/common';
import { TestLogs } from '../../test/logs.js';
import { batchOf, revoked } from '../../test/records.js';
import { CreateMonths } from '../create-months/create-months.js';
import { type Month, monthAfter, monthOf, startOf } from '../logs/months.js';
import { storedMonths } from '../logs/record-months.js';
import { DropOldRecords } from './drop-old-records.js';
import { MonthsLoop } from './months-loop.js';

const thisMonth = monthOf(new Date());
const [old, older] = [monthAfter(thisMonth, -3), monthAfter(thisMonth, -4)];
let logs: TestLogs;
let lines: Record<string, unknown>[];
beforeAll(async () => {
  logs = await TestLogs.open();
  const write = (line: unknown): unknown => lines.push(line as Record<string, unknown>);
  Logger.overrideLogger({ log: write, warn: write, error: write } satisfies LoggerService);
});
afterAll(async () => {
  Logger.overrideLogger(false);
  await logs.close();
});
beforeEach(async () => {
  lines = [];
  await logs.clear();
  logs.metrics.overdue.reset();
  for (const [at, month] of [older, old].entries()) {
    logs.now = new Date(startOf(month));
    await logs.ingest(batchOf([revoked()], { from: BigInt(at) }));
  }
});

/** As an instance of the service has it, until it has done what is expected. */
async function running(expected: () => Promise<unknown>): Promise<void> {
  const loop = new MonthsLoop(new CreateMonths(logs.dataSource), new DropOldRecords(logs.dataSource, 1), logs.metrics);
  loop.onApplicationBootstrap();
  try {
    await eventually(expected);
  } finally {
    await loop.beforeApplicationShutdown();
  }
}
const overdue = async (): Promise<number | undefined> => (await logs.metrics.overdue.get()).values[0]?.value;
const published = (): Promise<unknown> => logs.dataSource.query('update auditor.publications set next_index = 2');
const hasMonths = async (...months: Month[]): Promise<void> => expect(await storedMonths(logs.dataSource)).toEqual([...months, ...[0, 1, 2].map((count) => monthAfter(thisMonth, count))]);

describe('the loop', () => {
  it('drops nothing that is not published, and says so loudly for as long as that lasts', async () => {
    await running(async () => expect(lines).toContainEqual({ msg: expect.stringContaining('until they are published'), months: [older, old] }));
    await hasMonths(older, old);
    expect(await overdue()).toBe(2);
  });

  it('makes months, and drops those that are due', async () => {
    await published();
    await running(() => hasMonths());
    expect(await overdue()).toBe(0);
    expect(await logs.records()).toEqual([]);
    expect(lines).toEqual(expect.arrayContaining([older, old].map((month) => ({ msg: 'the records of a month were dropped', month }))));
  });

  it('counts what is due also where it cannot be dropped', async () => {
    await published();
    await new CreateMonths(logs.dataSource).execute(new Date());
    const reader = logs.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('select count(*) from auditor.records');
    await running(async () => expect(lines).toContainEqual(expect.objectContaining({ msg: 'the months of records wait' })));
    expect(await overdue()).toBe(2);
    await reader.rollbackTransaction();
    await reader.release();
  });
});
