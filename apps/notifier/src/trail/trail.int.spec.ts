import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { activityReported } from '@latchkey/contracts';
import type { DataOf } from '@latchkey/contracts';
import { mintId } from '@latchkey/tokens';
import { Desk } from '../../test/desk.js';
import { aToken, expiringRecord } from '../../test/token-events.js';
import { doneBy } from '../../test/trail.js';
import { AcknowledgeNotification } from '../acknowledge-notification/acknowledge-notification.js';
import { DeleteContact } from '../delete-contact/delete-contact.js';
import { DeleteSchedule } from '../delete-schedule/delete-schedule.js';
import { DeleteSubscription } from '../delete-subscription/delete-subscription.js';
import { PutContact } from '../put-contact/put-contact.js';
import { PutSchedule } from '../put-schedule/put-schedule.js';
import { RotateWebhookSecret } from '../rotate-webhook-secret/rotate-webhook-secret.js';
import { SnoozeNotification } from '../snooze-notification/snooze-notification.js';
import { UpdateSubscription } from '../update-subscription/update-subscription.js';

type Told = DataOf<typeof activityReported>;

const now = new Date('2026-03-01T08:00:00.000Z');
const hook = { kind: 'webhook', url: 'http://127.0.0.1:8080/hook' };
let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.clear());

interface Row {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
}
const rows = (): Promise<Row[]> => desk.dataSource.query('select topic, key, value, headers from notifier.outbox order by id');
const told = async (): Promise<Told[]> => (await rows()).map(({ value }) => activityReported.schema.parse(JSON.parse(value)));
const brief = async (): Promise<unknown[]> => (await told()).map(({ action, target, details }) => [action, target, details]);

describe('what a caller changes', () => {
  const by = (): ReturnType<typeof doneBy> => doneBy(desk.caller, now);
  const mine = (): object => ({ customer_id: desk.caller.customerId });

  it('stands in the log of its customer, in the trail of its token, with where the request came from', async () => {
    const { subscription } = await desk.subscribe(hook, now);
    expect(await rows()).toMatchObject([{ topic: 'activity', key: desk.caller.customerId, headers: { ce_source: 'notifier', ce_time: now.toISOString(), ce_subject: desk.caller.tokenId } }]);
    expect(await told()).toEqual([
      {
        customer_id: desk.caller.customerId, token_id: desk.caller.tokenId, service_account_id: desk.caller.serviceAccountId,
        action: 'notification.subscription.create', target: { type: 'subscription', id: subscription.id }, service_id: null, outcome: 'success', reason: null,
        ip: '192.0.2.1', user_agent: 'curl/8.5.0', request_id: 'request-1',
        details: { ...mine(), channel: 'webhook', event_types: ['token.expiring', 'token.revoked', 'token.leaked'] },
        reported_by: { kind: 'system', token_id: null, service_account_id: null, person_id: null, name: 'notifier' },
      },
    ]);
  });

  it('of subscriptions is told, and no address and no secret of them', async () => {
    const { subscription: { id }, webhookSecret } = await desk.subscribe(hook, now);
    await new UpdateSubscription(desk.dataSource, desk.box, desk.addressRules, desk.trail).execute(by(), { id, request: { name: 'night', status: 'disabled', unsubscribed: ['a@example.com'] } });
    const rotated = await new RotateWebhookSecret(desk.dataSource, desk.box, desk.trail).execute(by(), id);
    await new DeleteSubscription(desk.dataSource, desk.trail).execute(by(), id);
    const target = { type: 'subscription', id };
    expect((await brief()).slice(1)).toEqual([
      ['notification.subscription.update', target, { ...mine(), fields: ['name', 'status', 'unsubscribed'], status: 'disabled' }],
      ['notification.subscription.rotate-secret', target, mine()],
      ['notification.subscription.delete', target, mine()],
    ]);
    const text = JSON.stringify(await rows());
    for (const hidden of ['127.0.0.1', 'a@example.com', webhookSecret, rotated.webhookSecret]) expect(text).not.toContain(hidden);
  });

  it('of contacts and schedules is told, by service account, without the addresses', async () => {
    const account = mintId();
    for (const whose of [account, null]) {
      await new PutContact(desk.dataSource, desk.trail).execute(by(), { at: { of: whose }, customer: {}, request: { emails: ['a@example.com', 'b@example.com'] } });
      await new DeleteContact(desk.dataSource, desk.trail).execute(by(), { at: { of: whose }, customer: {} });
      await new PutSchedule(desk.dataSource, desk.trail).execute(by(), { at: { of: whose }, customer: {}, request: { notify_days: [14], unused_days: null } });
      await new DeleteSchedule(desk.dataSource, desk.trail).execute(by(), { at: { of: whose }, customer: {} });
    }
    const of = (contact: string, schedule: string): unknown[] => [
      ['notification.contact.set', { type: 'contact', id: contact }, { ...mine(), addresses: 2 }],
      ['notification.contact.delete', { type: 'contact', id: contact }, mine()],
      ['notification.schedule.set', { type: 'schedule', id: schedule }, { ...mine(), notify_days: [14], unused_days: null }],
      ['notification.schedule.delete', { type: 'schedule', id: schedule }, mine()],
    ];
    expect(await brief()).toEqual([...of(account, account), ...of('fallback', 'default')]);
    expect(JSON.stringify(await rows())).not.toContain('example.com');
  });

  it('of what it is told about tokens is told: acknowledged, or put off until when', async () => {
    const { subscription } = await desk.subscribe(hook, now);
    const token = aToken({ customer_id: desk.caller.customerId });
    await desk.route([expiringRecord(token, { expires_at: '2026-03-08T08:00:00.000Z', threshold_days: 7 })], now);
    const [{ id } = { id: '' }] = await desk.rows();
    const until = '2026-03-03T08:00:00.000Z';
    await new SnoozeNotification(desk.dataSource, desk.trail).execute(by(), { id, request: { until } });
    await new AcknowledgeNotification(desk.dataSource, desk.trail).execute(by(), id);
    const details = { ...mine(), subscription_id: subscription.id, token_id: token.token_id };
    const target = { type: 'notification', id };
    expect((await brief()).slice(1)).toEqual([['notification.snooze', target, { ...details, until }], ['notification.acknowledge', target, details]]);
  });

  it('as the platform at a customer’s stands in its own log, with whose it was', async () => {
    const platform = { ...desk.caller, customerId: mintId(), platform: true };
    await new PutContact(desk.dataSource, desk.trail).execute(doneBy(platform, now), { at: { of: null }, customer: { customer_id: desk.caller.customerId }, request: { emails: ['a@example.com'] } });
    expect(await told()).toMatchObject([{ customer_id: platform.customerId, details: { customer_id: desk.caller.customerId } }]);
  });

  it('is told of only where it was changed', async () => {
    const nothing = { at: { of: null }, customer: {} };
    for (const change of [
      new DeleteContact(desk.dataSource, desk.trail).execute(by(), nothing),
      new DeleteSchedule(desk.dataSource, desk.trail).execute(by(), nothing),
      new DeleteSubscription(desk.dataSource, desk.trail).execute(by(), mintId()),
      new AcknowledgeNotification(desk.dataSource, desk.trail).execute(by(), mintId()),
    ]) await expect(change).rejects.toMatchObject({ code: 'not_found' });
    expect(await rows()).toEqual([]);
  });
});
