import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Receiver } from '../../test/channels/receiver.js';
import { Desk } from '../../test/desk.js';
import { aToken, leakedRecord } from '../../test/token-events.js';

/** An hour of a day of March 2026; the 2nd is a Monday. */
const at = (day: number, hour: number): Date => new Date(Date.UTC(2026, 2, day, hour));
let desk: Desk;
let receiver: Receiver;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.clear();
  receiver = await new Receiver().open();
});
afterEach(() => receiver.close());

const daily = { digest: { every: 'day', hour: 8 } };
const hook = (): object => ({ kind: 'webhook', url: `http://127.0.0.1:${receiver.port}/` });
const leak = async (now: Date, count = 1, serviceAccountId?: string): Promise<void> => {
  const of = { customer_id: desk.caller.customerId, ...(serviceAccountId && { service_account_id: serviceAccountId }) };
  await desk.route([...Array(count)].map(() => leakedRecord(aToken(of), now.toISOString())), now);
};
const bodies = (): { type: string; data: { notices: unknown[] } }[] => receiver.received.map(({ body }) => JSON.parse(body));

describe('a daily digest', () => {
  it('makes fifty notices one message at its hour, and an empty day makes none', async () => {
    await desk.subscribe(hook(), at(2, 0), daily);
    await leak(at(2, 9), 50);
    expect(await desk.deliver(at(2, 10))).toBe(0);
    expect(await desk.digest(at(3, 7))).toBe(0);
    expect(await desk.digest(at(3, 8))).toBe(1);
    await desk.deliver(at(3, 8));
    expect(bodies()).toMatchObject([{ type: 'token.digest.v1', data: { notices: { length: 50 } } }]);
    const rows = await desk.rows();
    const digest = rows.find(({ type }) => type === 'digest');
    expect(digest).toMatchObject({ state: 'sent', digestId: null });
    expect(rows.filter((row) => row.digestId === digest?.id && row.state === 'digested')).toHaveLength(50);
    expect(await desk.digest(at(4, 8))).toBe(0);
    expect(receiver.received).toHaveLength(1);
  });

  it('has one id, whoever makes it and however often it is sent', async () => {
    await desk.subscribe(hook(), at(2, 0), daily);
    await leak(at(2, 9), 3);
    await Promise.all([desk.digest(at(3, 8)), desk.digest(at(3, 8)), desk.digest(at(3, 9))]);
    receiver.answering(500);
    await desk.deliver(at(3, 8));
    receiver.answering(200);
    await desk.deliver(at(3, 9));
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received).toHaveLength(2);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  it('takes what was routed while it was made into the next', async () => {
    await desk.subscribe(hook(), at(2, 0), daily);
    await leak(at(2, 9));
    await desk.digest(at(3, 8));
    await leak(at(2, 10));
    expect(await desk.digest(at(3, 8))).toBe(0);
    expect(await desk.digest(at(4, 8))).toBe(1);
  });

  it('of several days without a digest is one', async () => {
    await desk.subscribe(hook(), at(2, 0), daily);
    for (const day of [2, 3, 4]) await leak(at(day, 9));
    expect(await desk.digest(at(6, 12))).toBe(1);
    await desk.deliver(at(6, 12));
    expect(bodies()[0]?.data.notices).toHaveLength(3);
  });

  it('goes by mail to each set of contacts with what concerns it', async () => {
    const [one, other] = [aToken().service_account_id, aToken().service_account_id];
    await desk.subscribe({ kind: 'email' }, at(2, 0), daily);
    await desk.contact(one, ['a@example.com'], at(2, 0));
    await desk.contact(null, ['all@example.com'], at(2, 0));
    await leak(at(2, 9), 2, one);
    await leak(at(2, 9), 3, other);
    await leak(at(2, 9), 4);
    expect(await desk.digest(at(3, 8))).toBe(2);
    const made = await desk.dataSource.query(
      `select recipients, (select count(*)::int from notifier.notifications where digest_id = digest.id) as count from notifier.notifications digest where type = 'digest' order by count`,
    );
    expect(made).toEqual([{ recipients: ['a@example.com'], count: 2 }, { recipients: ['all@example.com'], count: 7 }]);
  });

  it('gathers no more for who would be told at once from now on', async () => {
    await desk.subscribe(hook(), at(2, 0), daily);
    await leak(at(2, 9), 2);
    await desk.dataSource.query('update notifier.subscriptions set digest = null');
    expect(await desk.digest(at(3, 8))).toBe(2);
    await desk.deliver(at(3, 8));
    expect(await desk.states()).toEqual(['sent', 'sent']);
  });
});

it('a weekly digest waits for its day', async () => {
  await desk.subscribe(hook(), at(2, 0), { digest: { every: 'week', weekday: 'friday', hour: 6 } });
  await leak(at(2, 9), 2);
  expect(await desk.digest(at(5, 23))).toBe(0);
  expect(await desk.digest(at(6, 6))).toBe(1);
});
