import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { day } from '../../test/schedule.js';
import { Schedules } from './effective-days.js';
import type { DaysSubject } from './effective-days.js';

const [customerId, serviceAccountId] = [mintId(), mintId()];
const token = (notifyDays: number[] | null = null): DaysSubject => ({ customerId, serviceAccountId, notifyDays });
const set = (serviceAccount: string | null, notifyDays: number[] | null, on: number, unusedDays: number | null = null) => ({
  customerId, serviceAccountId: serviceAccount, notifyDays, daysSetAt: day(on), unusedDays,
});
const defaults = { notifyDays: [30, 7], unusedDays: 90, spreadSeconds: 0 };
const ofCustomer = set(null, [20], 2);
const ofAccount = set(serviceAccountId, [10], 3);

describe('whose days count', () => {
  it.each([
    ['the token’s own', token([5]), [ofCustomer, ofAccount], [5], null],
    ['the token’s own, also where it names none', token([]), [ofCustomer, ofAccount], [], null],
    ['else its service account’s', token(), [ofCustomer, ofAccount], [10], day(3)],
    ['else its customer’s', token(), [ofCustomer, set(mintId(), [10], 3)], [20], day(2)],
    ['its customer’s, too, where its service account’s schedule says nothing of days', token(), [ofCustomer, set(serviceAccountId, null, 3)], [20], day(2)],
    ['none, where its service account’s schedule says so', token(), [ofCustomer, set(serviceAccountId, [], 3)], [], day(3)],
    ['else the operator’s', token(), [set(mintId(), [10], 3)], [30, 7], null],
    ['no other customer’s', { ...token(), customerId: mintId() }, [ofCustomer, ofAccount], [30, 7], null],
  ])('%s', (_, subject, schedules, days, setAt) => {
    expect(new Schedules(schedules, defaults).daysOf(subject)).toEqual({ days, setAt });
  });
});

describe('after how many days without use', () => {
  it.each([
    ['its service account’s', [set(null, null, 1, 60), set(serviceAccountId, null, 1, 10)], 10],
    ['never, where its service account’s schedule says so', [set(null, null, 1, 60), set(serviceAccountId, null, 1, 0)], 0],
    ['else its customer’s, whatever is said of expiry', [set(null, null, 1, 60), set(serviceAccountId, [5], 1)], 60],
    ['else the operator’s', [set(null, [5], 1)], 90],
  ])('%s', (_, schedules, days) => {
    expect(new Schedules(schedules, defaults).unusedDaysOf(token())).toBe(days);
  });
});
