import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { aToken, changed, day, Schedule, stateRecord } from '../../test/schedule.js';
import { MeasureExpiries } from './measure-expiries.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());

const [past, soon, suspended, later] = [aToken(1, 20), aToken(1, 40), changed(aToken(1, 50), 2, { status: 'suspended' }), aToken(1, 60)];
const revoked = changed(aToken(1, 45), 2, { status: 'revoked' });
beforeEach(async () => {
  await schedule.clear();
  await schedule.read(2, [past, later, suspended, revoked, soon, aToken(1, null)].map(stateRecord));
});

async function shown(on: number, cap: number): Promise<unknown[]> {
  await new MeasureExpiries(schedule.dataSource, schedule.metrics, cap).execute(day(on));
  return (await schedule.metrics.tokenExpiry.get()).values;
}
const seriesOf = ({ id, customer_id: customerId, grant }: typeof soon): object => ({ value: Date.parse(grant.expires_at ?? '') / 1000, labels: { token_id: id, customer_id: customerId } });

it('shows when tokens expire, those that do next as far as the cap goes, and none that has ended', async () => {
  expect(await shown(30, 10)).toEqual([soon, suspended, later].map(seriesOf));
  expect(await shown(30, 2)).toEqual([soon, suspended].map(seriesOf));
});

it('shows a token no more once it has expired, or is beyond the cap', async () => {
  await shown(30, 1);
  expect(await shown(45, 1)).toEqual([suspended].map(seriesOf));
});

it('shows none where the cap is none', async () => {
  expect(await shown(30, 0)).toEqual([]);
});
