import { describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import fc from 'fast-check';
import { aToken, changed, day, defaultDays, defaults, expiring, iso } from '../../test/schedule.js';
import { Schedules } from '../customer-schedules/effective-days.js';
import { applySchedules, applyState } from './scheduled-token.js';
import type { ScheduledToken } from './scheduled-token.js';

const none = new Schedules([], defaults);
const followBy = (schedules: Schedules, ...states: TokenState[]): ScheduledToken | undefined =>
  states.reduce<ScheduledToken | undefined>((known, state) => applyState(known, state, { schedules, now: day(1) }), undefined);
const follow = (...states: TokenState[]): ScheduledToken | undefined => followBy(none, ...states);
const since = (on: number, ...days: number[]): object[] => days.map((each) => ({ days: each, since: iso(on) }));

describe('applyState', () => {
  const made = aToken(1, 100);

  it('takes the expiry of a token met for the first time as old as the token', () => {
    expect(follow(made)).toMatchObject({ expiresAt: day(100), expirySetAt: day(1) });
    expect(follow(changed(made, 50, { name: 'renamed' }))).toMatchObject({ name: 'renamed', expirySetAt: day(1) });
  });

  it('keeps since when the expiry is this one through changes of anything else', () => {
    const extended = changed(made, 20, expiring(200));
    expect(follow(made, extended, changed(extended, 30, { status: 'suspended' }))).toMatchObject({ status: 'suspended', expiresAt: day(200), expirySetAt: day(20) });
  });

  it('notes when an expiry was set, also where there was none or where it returns to an earlier one', () => {
    const forEver = changed(made, 10, { grant: { ...made.grant, expires_at: null } });
    expect(follow(made, forEver)).toMatchObject({ expiresAt: null, expirySetAt: null });
    expect(follow(made, forEver, changed(forEver, 20, expiring(100)))).toMatchObject({ expirySetAt: day(20) });
  });

  it('notes since when each day is named, also where the same batch changes it twice', () => {
    expect(follow(made)).toMatchObject({ thresholds: since(1, 30, 7, 1) });
    const own = changed(made, 40, { notify_days: [50, 7] });
    expect(follow(made, own, changed(own, 90, { name: 'renamed' }))).toMatchObject({ thresholds: [...since(40, 50), ...since(1, 7)] });
    expect(follow(made, own, changed(own, 60, { notify_days: null }))).toMatchObject({ thresholds: [...since(60, 30), ...since(1, 7), ...since(60, 1)] });
  });

  it('takes the days of a schedule as named since the token was made, or since the schedule was set where that was later', () => {
    const setOn = (on: number): Schedules => new Schedules([{ customerId: made.customer_id, serviceAccountId: null, notifyDays: [20], unusedDays: null, daysSetAt: day(on) }], defaults);
    expect(followBy(setOn(0), made)).toMatchObject({ thresholds: since(1, 20) });
    expect(followBy(setOn(50), made)).toMatchObject({ thresholds: since(50, 20) });
  });

  it('invariant 3: ignores what is not newer, so that any order with repeats ends where the log in order does', () => {
    const history = [...Array(6).keys()].map((n) => ({ ...made, sequence: n + 1, name: `name ${n + 1}` }));
    const shuffled = fc.array(fc.constantFrom(...history), { minLength: 1 });
    fc.assert(
      fc.property(shuffled, (states) => {
        expect(follow(...states)?.sequence).toBe(Math.max(...states.map(({ sequence }) => sequence)));
        expect(follow(...states)?.name).toBe(`name ${follow(...states)?.sequence}`);
      }),
    );
  });
});

describe('applySchedules', () => {
  const token = follow(aToken(1, 100, {})) as ScheduledToken;
  const { customerId, serviceAccountId } = token;

  it('leaves a token alone to which nothing changes', () => {
    expect(applySchedules(token, none, day(50))).toBe(token);
    const same = new Schedules([{ customerId, serviceAccountId, notifyDays: defaultDays, unusedDays: null, daysSetAt: day(50) }], { ...defaults, notifyDays: [5] });
    expect(applySchedules(token, same, day(50))).toBe(token);
  });

  it('keeps since when a day is named', () => {
    const schedules = new Schedules([{ customerId, serviceAccountId, notifyDays: [60, 7], unusedDays: null, daysSetAt: day(50) }], defaults);
    expect(applySchedules(token, schedules, day(50))).toEqual({ ...token, thresholds: [...since(50, 60), ...since(1, 7)] });
  });
});
