import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Desk } from '../../test/desk.js';
import { aToken, leakedRecord } from '../../test/token-events.js';
import { ForgetNotifications } from './forget-notifications.js';

const keepDays = 30;
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.clear();
  await desk.subscribe({ kind: 'email' }, day(1));
});

const leak = (on: Date, count = 1): Promise<void> =>
  desk.route([...Array(count)].map(() => leakedRecord(aToken({ customer_id: desk.caller.customerId }), on.toISOString())), on);
const forget = (now: Date): Promise<number> => new ForgetNotifications(desk.dataSource, keepDays).execute(now);
const settle = (on: Date): Promise<unknown> =>
  desk.dataSource.query(`update notifier.notifications set state = 'sent', next_attempt_at = null, settled_at = $1 where state = 'queued'`, [on]);

it('what was settled long ago is forgotten with its attempts, over as many pages as it takes', async () => {
  await leak(day(1), 2500);
  await settle(day(2));
  await desk.dataSource.query(`insert into notifier.attempts (notification_id, number, at, duration_ms) select id, 1, now(), 5 from notifier.notifications`);
  await leak(day(20));
  await settle(day(20));
  expect(await forget(day(31))).toBe(0);
  expect(await forget(day(33))).toBe(2500);
  expect(await desk.states()).toEqual(['sent']);
  expect(await desk.dataSource.query('select count(*)::int as count from notifier.attempts')).toEqual([{ count: 0 }]);
});

it('what waits is never forgotten, nor what a digest gathers while that waits', async () => {
  await leak(day(1), 2);
  const [digest, member] = await desk.rows();
  await desk.dataSource.query(`update notifier.notifications set state = 'digested', digest_id = $2, next_attempt_at = null, settled_at = $3 where id = $1`, [member?.id, digest?.id, day(2)]);
  expect(await forget(day(300))).toBe(0);
  await settle(day(2));
  expect(await forget(day(300))).toBe(2);
});
