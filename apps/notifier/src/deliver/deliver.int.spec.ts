import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { Receiver } from '../../test/channels/receiver.js';
import { Desk } from '../../test/desk.js';
import { PostgresOutage } from '../../test/postgres-outage.js';
import { aToken, leakedRecord } from '../../test/token-events.js';
import { doneBy } from '../../test/trail.js';
import { RotateWebhookSecret } from '../rotate-webhook-secret/rotate-webhook-secret.js';
import { failingDays } from './note-health.js';
import { maxTries } from './next-attempt.js';

const now = new Date();
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const hours = 3600;
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

const hook = (): object => ({ kind: 'webhook', url: `http://127.0.0.1:${receiver.port}/hook` });
const ofUs = () => aToken({ customer_id: desk.caller.customerId });
const leak = (count = 1, at = now): Promise<void> => desk.route([...Array(count)].map(() => leakedRecord(ofUs(), at.toISOString())), at);

async function subscription(): Promise<Record<string, unknown>> {
  const [row]: Record<string, unknown>[] = await desk.dataSource.query('select status, disabled_reason, failures, held_until from notifier.subscriptions');
  return row ?? {};
}

describe('a webhook', () => {
  it('arrives signed under the id of the notification, which is then sent', async () => {
    const { webhookSecret } = await desk.subscribe(hook(), now);
    await leak();
    await desk.deliver(now);
    const [{ body, headers, path } = { body: '', headers: {}, path: '' }] = receiver.received;
    expect(new Webhook(webhookSecret ?? '').verify(body, headers as Record<string, string>)).toMatchObject({ type: 'token.leaked.v1' });
    const [row] = await desk.rows();
    expect({ path, id: headers['webhook-id'] }).toEqual({ path: '/hook', id: row?.id });
    expect(row).toMatchObject({ state: 'sent', attempts: 1, nextAttemptAt: null, history: [{ number: 1, recipient: null, status: 204, error_class: null }] });
  });

  it('that fails is tried again later under the same id, and nothing of the answer is kept', async () => {
    receiver.answering(500);
    await desk.subscribe(hook(), now);
    await leak();
    await desk.deliver(now);
    const [failed] = await desk.rows();
    expect(failed).toMatchObject({ state: 'queued', history: [{ status: 500, error_class: 'http_5xx' }] });
    const waitMs = (failed?.nextAttemptAt?.getTime() ?? NaN) - now.getTime();
    expect(waitMs >= 4_000 && waitMs <= 6_000).toBe(true);
    expect(await desk.deliver(later(3))).toBe(0);
    receiver.answering(200);
    expect(await desk.deliver(later(7))).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([failed?.id]));
    expect((await desk.rows())[0]).toMatchObject({ state: 'sent', history: [{ number: 1 }, { number: 2, status: 200 }] });
    const stored: { text: string }[] = await desk.dataSource.query('select row_to_json(attempt)::text as text from notifier.attempts attempt');
    expect(stored.map(({ text }) => text).join()).not.toContain('nobody reads');
  });

  it('is given up after a day of ten attempts', async () => {
    receiver.answering(503);
    await desk.subscribe(hook(), now);
    await leak();
    let at = now;
    for (let attempt = 0; attempt < maxTries; attempt++) {
      await desk.deliver(at);
      at = (await desk.rows())[0]?.nextAttemptAt ?? at;
    }
    expect((await desk.rows())[0]).toMatchObject({ state: 'failed', attempts: maxTries, nextAttemptAt: null });
    expect(at.getTime() - now.getTime()).toBeGreaterThan(0.8 * 24 * hours * 1000);
    expect(await desk.deliver(later(100 * hours))).toBe(0);
    expect((await desk.metrics.failed.get()).values).toEqual([{ labels: { channel: 'webhook' }, value: 1 }]);
  });

  it('is signed with both secrets while they change over', async () => {
    const { subscription: made, webhookSecret } = await desk.subscribe(hook(), now);
    const rotated = await new RotateWebhookSecret(desk.dataSource, desk.box, desk.trail).execute(doneBy(desk.caller, now), made.id);
    await leak();
    await desk.deliver(now);
    const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
    for (const secret of [webhookSecret, rotated.webhookSecret]) expect(() => new Webhook(secret ?? '').verify(body, headers as Record<string, string>)).not.toThrow();
    await leak(1, later(25 * hours));
    await desk.deliver(later(25 * hours));
    expect(String(receiver.received[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });
});

describe('a receiver that', () => {
  it('is gone gets nothing more, and its subscription is disabled', async () => {
    receiver.answering(410);
    await desk.subscribe(hook(), now);
    await leak(20);
    await desk.deliver(now);
    expect(await subscription()).toMatchObject({ status: 'disabled', disabled_reason: 'gone' });
    expect((await desk.rows()).filter(({ type }) => type === 'token.leaked').every(({ state }) => state === 'failed')).toBe(true);
    expect((await desk.rows()).filter(({ type }) => type === 'subscription.disabled')).toHaveLength(1);
    const asked = receiver.received.length;
    expect(asked).toBeLessThan(20);
    await leak(1, later(1));
    expect(await desk.deliver(later(100))).toBe(0);
    expect(receiver.received).toHaveLength(asked);
  });

  it('asks for time is given it, also by what else waits', async () => {
    receiver.answering(429, { 'retry-after': '120' });
    await desk.subscribe(hook(), now);
    await leak();
    await desk.deliver(now);
    await leak(5, later(1));
    expect(await desk.deliver(later(119))).toBe(0);
    receiver.answering(200);
    expect(await desk.deliver(later(121))).toBe(6);
  });

  it('never answers is asked ever more seldom, whatever waits for it', async () => {
    receiver.respond = () => undefined;
    await desk.subscribe(hook(), now);
    await leak(50);
    expect(await desk.deliver(now)).toBe(2);
    expect(await subscription()).toMatchObject({ failures: 2, held_until: later(2) });
    expect(await desk.deliver(later(1))).toBe(0);
    expect(await desk.deliver(later(3))).toBe(1);
    receiver.answering(200);
    expect(await desk.deliver(later(6))).toBe(0);
    expect(await desk.deliver(later(10))).toBe(50);
    expect(await subscription()).toMatchObject({ failures: 0, held_until: null });
  });

  it('has failed for days is disabled once something is given up', async () => {
    receiver.answering(500);
    await desk.subscribe(hook(), now);
    await leak();
    await desk.deliver(now);
    const days = later(failingDays * 24 * hours);
    await leak(1, days);
    await desk.deliver(days);
    expect(await subscription()).toMatchObject({ status: 'active' });
    await desk.dataSource.query(`update notifier.notifications set tries = ${maxTries - 1}`);
    await desk.deliver(later((failingDays * 24 + 25) * hours));
    expect(await subscription()).toMatchObject({ status: 'disabled', disabled_reason: 'failing' });
  });
});

describe('a claim', () => {
  let outage: PostgresOutage | undefined;
  afterEach(() => outage?.end());

  it('of a process that dies is made good once its lease has run out, under the same id', async () => {
    await desk.subscribe(hook(), now);
    await leak();
    const dead = desk.instance();
    const [lost] = await dead.claim(now);
    expect(await desk.deliver(later(60))).toBe(0);
    expect(await desk.deliver(later(66))).toBe(1);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([lost?.id]);
  });

  it('that has run out no longer decides, though its attempt is on record', async () => {
    receiver.answering(500);
    await desk.subscribe(hook(), now);
    await leak();
    const [frozen] = await desk.instance().claim(now);
    receiver.answering(204);
    await desk.deliver(later(66));
    receiver.answering(500);
    if (frozen) await desk.deliverer().execute(frozen, () => later(70));
    expect((await desk.rows())[0]).toMatchObject({ state: 'sent', history: [{ number: 1, status: 500 }, { number: 2, status: 204 }] });
  });

  it('that Postgres went away from before it could be recorded loses nothing', async () => {
    await desk.subscribe(hook(), now);
    await leak();
    outage = await PostgresOutage.of(desk.dataSource);
    receiver.respond = (response) => void outage?.begin().then(() => response.writeHead(204).end());
    const [claimed] = await desk.instance().claim(now);
    // Which of the two is a matter of whether the connection was closed by the time it was asked for.
    await expect(claimed && desk.deliverer().execute(claimed, () => now)).rejects.toThrow(/not currently accepting connections|terminat/);
    receiver.answering(204);
    await outage.end();
    expect(await desk.deliver(later(66))).toBe(1);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([claimed?.id, claimed?.id]);
    expect(await desk.states()).toEqual(['sent']);
  });

  it('is made by one of several processes alone', async () => {
    await desk.subscribe(hook(), now);
    await leak(40);
    const claimAll = async (): Promise<string[]> => {
      const [ids, due] = [[] as string[], desk.instance()];
      for (let claimed = await due.claim(now); claimed.length > 0; claimed = await due.claim(now)) {
        for (const each of claimed) {
          ids.push(each.id);
          due.ended(each);
        }
      }
      return ids;
    };
    const ids = (await Promise.all([claimAll(), claimAll(), claimAll()])).flat();
    expect(new Set(ids).size).toBe(40);
    expect(ids).toHaveLength(40);
  });
});
