import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import type { Caller } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { aToken, callerOf, changed, day, Schedule, stateRecord } from '../../test/schedule.js';
import { ListExpiring } from './list-expiring.js';
import { cursorOf, listExpiringQuery } from './list-expiring.request.js';

let schedule: Schedule;
const ours = mintId();
const theirs = mintId();
const now = 60;

const token = (expires: number | null, overrides: Partial<TokenState> = {}): TokenState => aToken(1, expires, { customer_id: ours, ...overrides });
const soon = token(61);
const suspended = changed(token(75), 2, { status: 'suspended' });
const sameMoment = [token(80), token(80), token(80)];
const last = token(90);
const beyond = token(90.5);
const foreign = token(70, { customer_id: theirs });

beforeAll(async () => {
  schedule = await Schedule.open();
  const unlisted = [token(59), token(null), changed(token(70), 2, { status: 'revoked' })];
  await schedule.read(1, [foreign, ...unlisted, beyond, last, ...sameMoment, suspended, soon].map(stateRecord));
});
afterAll(() => schedule.close());

const list = (caller: Caller, query: object) => new ListExpiring(schedule.dataSource).execute(caller, listExpiringQuery.parse(query), day(now));
const idsOf = async (caller: Caller, query: object = {}): Promise<string[]> => (await list(caller, query)).tokens.map(({ id }) => id);
const sortedSame = sameMoment.map(({ id }) => id).sort();

describe('ListExpiring', () => {
  it('lists what expires within 30 days, the soonest first, and neither what is dead nor what never ends', async () => {
    expect(await idsOf(callerOf(ours))).toEqual([soon.id, suspended.id, ...sortedSame, last.id]);
  });

  it('shows when each is announced next', async () => {
    const { tokens } = await list(callerOf(ours), { within: '15d' });
    expect(tokens).toMatchObject([
      { id: soon.id, status: 'active', expiresAt: day(61), nextNoticeAt: day(31) },
      { id: suspended.id, status: 'suspended', expiresAt: day(75), nextNoticeAt: day(45) },
    ]);
  });

  it('looks as far ahead as it is told', async () => {
    expect(await idsOf(callerOf(ours), { within: '1d' })).toEqual([soon.id]);
    expect(await idsOf(callerOf(ours), { within: '31d' })).toContain(beyond.id);
  });

  it('gives every token once over any pages', async () => {
    for (const limit of [1, 2, 4, 6]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { tokens, more } = await list(callerOf(ours), { limit, ...(cursor && { cursor }) });
        seen.push(...tokens.map(({ id }) => id));
        const end = tokens.at(-1);
        cursor = more && end ? cursorOf(end) : undefined;
      } while (cursor);
      expect(seen).toEqual([soon.id, suspended.id, ...sortedSame, last.id]);
    }
  });

  it('invariant 9: shows a customer its own alone, and the platform whom it names', async () => {
    expect(await idsOf(callerOf(theirs))).toEqual([foreign.id]);
    expect(await idsOf(callerOf(ours), { customer_id: ours })).toContain(soon.id);
    for (const named of [theirs, mintId()]) await expect(list(callerOf(ours), { customer_id: named })).rejects.toMatchObject({ code: 'not_found', status: 404 });
    const platform = callerOf(mintId(), true);
    expect(await idsOf(platform)).toEqual([]);
    expect(await idsOf(platform, { customer_id: theirs })).toEqual([foreign.id]);
  });
});
