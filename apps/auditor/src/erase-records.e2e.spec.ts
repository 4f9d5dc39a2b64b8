import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, runMain } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { TestLogs } from '../test/logs.js';
import { batchOf, customerErased, revoked } from '../test/records.js';

let logs: TestLogs;
beforeAll(async () => {
  logs = await TestLogs.open();
});
afterAll(() => logs.close());

const run = (...args: string[]): Promise<Ended> => runMain(import.meta.url, 'erase-records.main', { env: { DATABASE_URL: logs.database.url } }, ...args);

describe('erase-records', () => {
  const customer = mintId();

  it('refuses a customer that the issuer has not erased, and says what to do', async () => {
    await logs.ingest(batchOf([revoked({ customer_id: customer }), revoked()]));
    const { code, stdout, stderr } = await run(customer);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`no log tells that the issuer has erased customer ${customer}`);
    expect(await logs.records()).toHaveLength(2);
  });

  it('erases the records of one that it has, and prints how many there were', async () => {
    await logs.ingest(batchOf([customerErased(customer)], { from: 2n }));
    expect(await run(customer)).toEqual({ code: 0, stdout: '2\n', stderr: '' });
    expect((await logs.records()).map(({ action }) => action)).toEqual(['token.revoked', 'records.erased']);
    expect(await run(customer)).toEqual({ code: 0, stdout: '0\n', stderr: '' });
  });

  it('erases those of any other where that is meant', async () => {
    const other = mintId();
    await logs.ingest(batchOf([revoked({ customer_id: other })], { from: 3n }));
    expect(await run(other, '--anyway')).toEqual({ code: 0, stdout: '1\n', stderr: '' });
  });

  it.each([[[]], [['junk']], [[customer, customer]], [[customer, '--anyway', '--anyway']], [['--anyway', customer]]])('says how it is used where it is not: %j', async (args) => {
    expect(await run(...args)).toEqual({ code: 64, stdout: '', stderr: 'usage: erase-records <customer id> [--anyway]\n' });
  });
});
