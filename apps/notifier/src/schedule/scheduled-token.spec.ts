import { describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import fc from 'fast-check';
import { aToken, changed, day, expiring } from '../../test/schedule.js';
import { applyState } from './scheduled-token.js';
import type { ScheduledToken } from './scheduled-token.js';

const follow = (...states: TokenState[]): ScheduledToken | undefined => states.reduce<ScheduledToken | undefined>(applyState, undefined);

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
