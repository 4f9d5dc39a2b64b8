import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenState } from '@latchkey/contracts';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { aToken, beatRecord, changed, day, expiring, Schedule, stateRecord } from '../../test/schedule.js';
import { pageSize } from './replan-tokens.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
});
afterAll(() => schedule.close());
beforeEach(() => schedule.clear());

const [customerId, account] = [mintId(), mintId()];
const ours = (overrides: Partial<TokenState> = {}): TokenState => aToken(1, 100, { customer_id: customerId, service_account_id: account, ...overrides });
const noticesOf = (token: TokenState, ...thresholds: (number | 'expired')[]): string[] =>
  thresholds.map((threshold) => `${token.id}/${token.grant.expires_at}/${threshold}`);
const plannedOf = async ({ id }: TokenState): Promise<string[]> => (await schedule.planned()).filter((notice) => notice.startsWith(id));

async function change(on: number, ...request: Parameters<Schedule['set']> extends [unknown, unknown, ...infer Rest] ? Rest : never): Promise<void> {
  await schedule.set({ customerId }, on, ...request);
  await schedule.replan();
}
async function announcedOn(on: number): Promise<string[]> {
  await schedule.read(on, [beatRecord(on)]);
  return schedule.announce(on);
}

describe('a schedule that changes', () => {
  const token = ours();

  it('changes what is planned for the tokens that there are, and counts for those to come', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await change(2, { notify_days: [60, 2] });
    expect(await schedule.planned()).toEqual(noticesOf(token, 60, 2, 'expired'));
    const later = ours({ created_at: day(3).toISOString() });
    await schedule.read(3, [stateRecord(later)]);
    expect(await plannedOf(later)).toEqual(noticesOf(later, 60, 2, 'expired'));
  });

  it('is replaced by the next one once it is taken away: the customer’s, then the operator’s', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.set({ customerId, of: account }, 2, { notify_days: [10] });
    await change(3, { notify_days: [20] });
    expect(await schedule.planned()).toEqual(noticesOf(token, 10, 'expired'));
    await schedule.set({ customerId, of: account }, 4);
    await schedule.replan();
    expect(await schedule.planned()).toEqual(noticesOf(token, 20, 'expired'));
    await change(5);
    expect(await schedule.planned()).toEqual(noticesOf(token, 30, 7, 1, 'expired'));
  });

  it('touches neither tokens with days of their own, nor other service accounts, nor other customers', async () => {
    const [own, foreign, sibling] = [ours({ notify_days: [5] }), aToken(1, 100), ours({ service_account_id: mintId() })];
    await schedule.read(1, [own, foreign, sibling].map(stateRecord));
    await schedule.set({ customerId, of: account }, 2, { notify_days: [60] });
    await schedule.replan();
    expect(await plannedOf(own)).toEqual(noticesOf(own, 5, 'expired'));
    expect(await plannedOf(sibling)).toEqual(noticesOf(sibling, 30, 7, 1, 'expired'));
    expect(await plannedOf(foreign)).toEqual(noticesOf(foreign, 30, 7, 1, 'expired'));
  });

  it('announces nothing that lies behind, and nothing twice', async () => {
    await schedule.read(1, [stateRecord(token)]);
    expect(await announcedOn(70)).toEqual(noticesOf(token, 30));
    await change(71, { notify_days: [60, 30, 28, 7] });
    expect(await announcedOn(72)).toEqual(noticesOf(token, 28));
    await change(73, { notify_days: [60, 30, 7] });
    await change(74, { notify_days: [60, 30, 28, 7] });
    expect(await announcedOn(74)).toEqual([]);
    expect(await announcedOn(93)).toEqual(noticesOf(token, 7));
  });

  it('lets what was due before it, and waits, go out if it is still named', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await change(71, { notify_days: [60, 30] });
    expect(await announcedOn(71)).toEqual(noticesOf(token, 30));
    await schedule.read(72, [stateRecord(changed(token, 72, { name: 'renamed' }))]);
    await change(95, { notify_days: [6, 2] });
    expect(await announcedOn(95)).toEqual([]);
    expect(await announcedOn(98)).toEqual(noticesOf(token, 2));
  });

  it('counts for each expiry set after it', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await change(50, { notify_days: [60] });
    expect(await announcedOn(51)).toEqual([]);
    const extended = changed(token, 52, expiring(200));
    await schedule.read(52, [stateRecord(extended)]);
    expect(await announcedOn(140)).toEqual(noticesOf(extended, 60));
  });

  it('is the same again where the schedule of notices was lost', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await announcedOn(70);
    await change(72, { notify_days: [60, 30, 7] });
    await schedule.dataSource.query('truncate notifier.tokens, notifier.notices, notifier.positions, notifier.last_uses, notifier.disuses');
    await schedule.read(73, [stateRecord(token)]);
    expect(await schedule.planned()).toEqual(noticesOf(token, 7, 'expired'));
  });
});

describe('planning anew', () => {
  const many = [...Array(pageSize + 20).keys()].map(() => ours());

  it('goes page by page, so that what is cut short goes on where it was', async () => {
    await schedule.read(1, many.map(stateRecord));
    await schedule.set({ customerId }, 2, { notify_days: [60] });
    const replanned = async (): Promise<number> => (await schedule.planned()).filter((id) => id.endsWith('/60')).length;
    expect(await schedule.replanner().execute()).toBe(true);
    expect(await replanned()).toBe(pageSize);
    await schedule.replan();
    expect(await replanned()).toBe(many.length);
    expect(await schedule.dataSource.query('select * from notifier.schedule_changes')).toEqual([]);
    expect(await schedule.replanner().execute()).toBe(false);
  });

  it('starts again where the schedule changes once more meanwhile', async () => {
    await schedule.read(1, many.map(stateRecord));
    await schedule.set({ customerId }, 2, { notify_days: [60] });
    await schedule.replanner().execute();
    await change(3, { notify_days: [50] });
    expect((await schedule.planned()).filter((id) => !id.endsWith('/expired')).every((id) => id.endsWith('/50'))).toBe(true);
  });

  it('leaves out no token that is entered at the same moment', async () => {
    const gate = schedule.dataSource.createQueryRunner();
    await gate.startTransaction();
    await gate.query('lock table notifier.notices in share row exclusive mode');
    const reading = schedule.read(1, [stateRecord(ours())]);
    const waits = (event: string): Promise<void> =>
      eventually(async () => {
        const waiting: unknown[] = await schedule.dataSource.query(
          `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1`,
          [event],
        );
        expect(waiting.length).toBe(1);
      });
    await waits('relation');
    const setting = change(2, { notify_days: [60] });
    await waits('advisory');
    await gate.rollbackTransaction();
    await gate.release();
    await Promise.all([reading, setting]);
    expect((await schedule.planned()).map((id) => id.split('/').at(-1))).toEqual(['60', 'expired']);
  });
});
