import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rotatedRecord, usedRecord } from '../../test/context.js';
import { aToken, beatRecord, changed, defaults, expiring, iso, Schedule, stateRecord, tombstone } from '../../test/schedule.js';
import { claimSize } from '../announce-notices/announce-notices.js';

let schedule: Schedule;
beforeAll(async () => {
  schedule = await Schedule.open();
  schedule.defaults = { ...defaults, unusedDays: 90 };
});
afterAll(() => schedule.close());
beforeEach(() => schedule.clear());

const token = aToken(1, null);
const idOf = (since: number): string => `${token.id}/unused/${iso(since)}`;
const second = 1 / 86_400;

/** The ids of what is announced on each of these days, heartbeats coming in all the time. */
async function through(...days: number[]): Promise<string[][]> {
  const announced = [];
  for (const on of days) {
    await schedule.read(on, [beatRecord(on)]);
    announced.push((await schedule.announceUnused(on)).map(({ headers }) => headers['ce_id'] ?? ''));
  }
  return announced;
}

describe('a token that nobody uses', () => {
  beforeEach(() => schedule.read(1, [stateRecord(token)]));

  it('is announced once it was so for ninety days, and no more', async () => {
    expect(await through(91 - second, 91, 92, 136, 181, 300)).toEqual([[], [idOf(1)], [], [], [], []]);
  });

  it('is told of with when and by what it was used last, and how to end it', async () => {
    await schedule.readUses(10, [usedRecord(token, 9.5, { last_ip: '192.0.2.1' })]);
    await schedule.read(100, [beatRecord(100)]);
    const [record] = await schedule.announceUnused(100);
    expect(record).toMatchObject({ topic: 'token-events', key: token.customer_id, headers: { ce_type: 'token.unused.v1', ce_time: iso(99.5), ce_subject: token.id } });
    expect(JSON.parse(record?.value ?? '')).toMatchObject({
      token_id: token.id,
      expires_at: null,
      unused_days: 90,
      unused_since: iso(9.5),
      last_used: { at: iso(9.5), ip: '192.0.2.1' },
      revoke: { method: 'DELETE', path: `/automation-tokens/${token.id}` },
    });
  });

  it('is not while it is used, and is again after ninety days more without', async () => {
    for (const on of [50, 100]) await schedule.readUses(on, [usedRecord(token, on)]);
    expect(await through(91, 140, 190, 190.5)).toEqual([[], [], [idOf(100)], []]);
    await schedule.readUses(200, [usedRecord(token, 200)]);
    expect(await through(235, 290 - second, 290, 380)).toEqual([[], [], [idOf(200)], []]);
  });

  it('waits until token-state was read up to that moment, or has fallen silent', async () => {
    await schedule.read(91, [beatRecord(90)]);
    expect(await schedule.announceUnused(91)).toEqual([]);
    expect((await schedule.announceUnused(91, [0])).length).toBe(1);
  });

  it.each([
    ['revoked', changed(token, 50, { status: 'revoked' })],
    ['suspended', changed(token, 50, { status: 'suspended' })],
    ['expired', changed(token, 50, expiring(80))],
  ])('is not announced once it is %s', async (_, state) => {
    await schedule.read(50, [stateRecord(state)]);
    expect(await through(91, 200)).toEqual([[], []]);
  });

  it('is not announced once it is buried', async () => {
    await schedule.read(50, [tombstone(token.id)]);
    expect(await through(91, 200)).toEqual([[], []]);
  });

  it('is announced when it is resumed, as of that moment', async () => {
    const suspended = changed(token, 50, { status: 'suspended' });
    await schedule.read(120, [stateRecord(suspended), stateRecord(changed(suspended, 120, { status: 'active' }))]);
    await schedule.read(120, [beatRecord(120)]);
    expect(await schedule.announceUnused(120)).toMatchObject([{ headers: { ce_id: idOf(1), ce_time: iso(120) } }]);
  });

  it('is not announced where its successor is in use', async () => {
    const successor = aToken(60, null);
    await schedule.read(60, [stateRecord(successor)]);
    await schedule.readFacts([rotatedRecord(token, successor.id)]);
    await schedule.readUses(61, [usedRecord(successor, 61)]);
    expect(await through(91, 100)).toEqual([[], []]);
  });
});

describe('whose days count', () => {
  const { customer_id: customerId, service_account_id: account } = token;

  it('those of a schedule, and what is out of use for longer by then is announced at once', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.set({ customerId }, 40, { unused_days: 30 });
    await schedule.replan();
    await schedule.read(40, [beatRecord(40)]);
    expect(await schedule.announceUnused(40)).toMatchObject([{ headers: { ce_id: idOf(1), ce_time: iso(40) } }]);
    await schedule.set({ customerId }, 50, { unused_days: 20 });
    await schedule.replan();
    expect(await through(50, 91, 150)).toEqual([[], [], []]);
  });

  it('none where it says never', async () => {
    await schedule.read(1, [stateRecord(token)]);
    await schedule.set({ customerId, of: account }, 40, { unused_days: 0 });
    await schedule.replan();
    expect(await through(91, 200)).toEqual([[], []]);
  });
});

it('of a token met for the first time long after it was made nothing is known before that', async () => {
  await schedule.read(200, [stateRecord(token)]);
  expect(await through(200, 290 - second, 290)).toEqual([[], [], [idOf(200)]]);
});

it('each is announced once by any number of instances', async () => {
  const tokens = [...Array(2 * claimSize + 50).keys()].map(() => aToken(1, null));
  await schedule.read(1, tokens.map(stateRecord));
  await schedule.read(92, [beatRecord(92)]);
  const sent = (await Promise.all([1, 2, 3].map(() => schedule.announceUnused(92)))).flat();
  expect(sent.map(({ headers }) => headers['ce_subject']).sort()).toEqual(tokens.map(({ id }) => id).sort());
});
