import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from '@latchkey/runtime';
import { eventually } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import { Webhook } from 'standardwebhooks';
import { Callers } from '../../test/callers.js';
import { Receiver } from '../../test/channels/receiver.js';
import { RunningNotifier } from '../../test/running-notifier.js';
import { aToken, expiringRecord, leakedRecord } from '../../test/token-events.js';
import type { SubscriptionWithSecret } from '../subscriptions/subscription-view.js';
import type { NotificationView } from './notification-view.js';

interface Page {
  readonly data: NotificationView[];
  readonly next_cursor: string | null;
}

const settings = { NOTIFIER_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'), NOTIFIER_ALLOW_HTTP: 'true', NOTIFIER_ALLOWED_CIDRS: '127.0.0.1/32' };
let notifier: RunningNotifier;
let service: Service;
let receiver: Receiver;
let subscription: SubscriptionWithSecret;
const callers = new Callers(() => service);
const { customer } = callers;

beforeAll(async () => {
  receiver = await new Receiver().open();
  notifier = await new RunningNotifier().open();
  service = await notifier.start(settings);
  await callers.enter(notifier);
  const channel = { kind: 'webhook', url: `http://127.0.0.1:${receiver.port}/` };
  const made = await callers.ask<SubscriptionWithSecret>('admin', 'POST', '/subscriptions', { name: 'on call', event_types: ['token.expiring', 'token.leaked'], channel });
  subscription = made.body;
});
afterAll(async () => {
  await notifier.close();
  await receiver.close();
});

const ofUs = () => aToken({ customer_id: customer });
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const list = async (query: string): Promise<NotificationView[]> => (await callers.ask<Page>('admin', 'GET', `/notifications?${query}`)).body.data;
const act = (id: string, what: string, body?: object) => callers.ask<NotificationView & { code?: string }>('admin', 'POST', `/notifications/${id}/${what}`, body);

/** The notification of an event that was just written, once it stands so. */
async function told(query: string, state: string): Promise<NotificationView> {
  return eventually(async () => {
    const [found] = await list(query);
    expect(found?.state).toBe(state);
    return found as NotificationView;
  }, { timeoutMs: 30_000 });
}

async function leaked(state = 'sent'): Promise<NotificationView> {
  const token = ofUs();
  await notifier.write([leakedRecord(token, new Date().toISOString())]);
  return told(`token_id=${token.token_id}`, state);
}

describe('a subscription', () => {
  it('is tested by a notice that goes the way of all others, and says at once how it went', async () => {
    const { status, body } = await callers.ask<NotificationView>('admin', 'POST', `/subscriptions/${subscription.id}/test`);
    expect({ status, body }).toMatchObject({ status: 202, body: { state: 'queued', type: 'subscription.test', token_id: null } });
    const sent = await told('type=subscription.test', 'sent');
    expect(sent.id).toBe(body.id);
    const [{ headers, body: text } = { headers: {}, body: '' }] = receiver.received;
    expect(new Webhook(subscription.webhook_secret ?? '').verify(text, headers as Record<string, string>)).toMatchObject({
      type: 'token.expiring.v1', data: { token_name: 'test of the subscription on call' },
    });
    receiver.answering(500);
    const second = await callers.ask<NotificationView>('admin', 'POST', `/subscriptions/${subscription.id}/test`);
    await eventually(async () => expect((await callers.ask('admin', 'GET', `/notifications/${second.body.id}`)).body).toMatchObject({ state: 'failed', attempts: 1 }));
    receiver.answering(204);
  });

  it('is not tested by others, nor while it is disabled', async () => {
    expect((await callers.ask('stranger', 'POST', `/subscriptions/${subscription.id}/test`)).status).toBe(404);
    await callers.ask('admin', 'PATCH', `/subscriptions/${subscription.id}`, { status: 'disabled' });
    const answer = await callers.ask('admin', 'POST', `/subscriptions/${subscription.id}/test`);
    await callers.ask('admin', 'PATCH', `/subscriptions/${subscription.id}`, { status: 'active' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'subscription_disabled' } });
  });
});

describe('GET /notifications', () => {
  it('shows what a token’s people were told, with each attempt', async () => {
    const sent = await leaked();
    expect(sent).toEqual({
      id: expect.any(String), subscription_id: subscription.id, customer_id: customer, channel: 'webhook', type: 'token.leaked', token_id: expect.any(String),
      token_name: 'deploy', occurred_at: expect.any(String), state: 'sent', attempts: 1, next_attempt_at: null, digest_id: null, created_at: expect.any(String),
      settled_at: expect.any(String),
    });
    const { body } = await callers.ask('reader', 'GET', `/notifications/${sent.id}`);
    expect(body).toEqual({
      ...sent, history: [{ number: 1, at: expect.any(String), recipient: null, status: 204, duration_ms: expect.any(Number), error_class: null }],
    });
  });

  it('goes page by page, the latest first, and by state and subscription', async () => {
    await leaked();
    await leaked();
    const all = await list(`subscription_id=${subscription.id}&limit=1000`);
    const moments = all.map(({ created_at }) => created_at);
    expect(moments).toEqual([...moments].sort().reverse());
    const pages: NotificationView[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body }: { body: Page } = await callers.ask<Page>('admin', 'GET', `/notifications?limit=2${query}`);
      pages.push(...body.data);
      cursor = body.next_cursor;
    }
    expect(pages).toEqual(all);
    expect((await list('state=failed')).map(({ state }) => state)).toEqual(['failed']);
    expect(await list(`subscription_id=${mintId()}`)).toEqual([]);
  });

  it('shows nothing to others, and lets them do nothing (invariant 9)', async () => {
    const { id } = await leaked();
    expect((await callers.ask('stranger', 'GET', '/notifications')).body).toEqual({ data: [], next_cursor: null });
    expect((await callers.ask('stranger', 'GET', `/notifications?customer_id=${customer}`)).status).toBe(404);
    expect((await callers.ask('stranger', 'GET', `/notifications/${id}`)).status).toBe(404);
    for (const [what, body] of [['redeliver', undefined], ['acknowledge', undefined], ['snooze', { until: inDays(1) }]] as const) {
      expect((await callers.ask('stranger', 'POST', `/notifications/${id}/${what}`, body)).status).toBe(404);
      expect((await callers.ask('reader', 'POST', `/notifications/${id}/${what}`, body)).status).toBe(403);
    }
    expect((await callers.ask('platform', 'GET', `/notifications/${id}`)).status).toBe(200);
  });

  it.each(['?state=lost', '?type=token.made', '?cursor=c29tZXdoZXJl', '?limit=0', '?token_id=x'])('refuses %s', async (query) => {
    expect(await callers.ask('admin', 'GET', `/notifications${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('POST /notifications/{id}/redeliver', () => {
  it('sends again under the same id', async () => {
    const { id } = await leaked();
    const { status, body } = await act(id, 'redeliver');
    expect({ status, body }).toMatchObject({ status: 202, body: { id, state: 'queued' } });
    await eventually(() => expect(receiver.received.filter(({ headers }) => headers['webhook-id'] === id)).toHaveLength(2));
    await eventually(async () => expect((await callers.ask('admin', 'GET', `/notifications/${id}`)).body).toMatchObject({ state: 'sent', attempts: 2, history: [{ number: 2 }, { number: 1 }] }));
  });

  it('leaves alone what waits anyway', async () => {
    receiver.answering(500);
    const { id } = await leaked('queued');
    expect(await act(id, 'redeliver')).toMatchObject({ status: 409, body: { code: 'still_waiting' } });
    receiver.answering(204);
  });
});

describe('acknowledging', () => {
  it('ends all notices of that end of the token, and none of another', async () => {
    const token = ofUs();
    const [end, other] = [inDays(20), inDays(60)];
    const write = (expires_at: string, threshold_days: number): Promise<void> => notifier.write([expiringRecord(token, { expires_at, threshold_days })]);
    await write(end, 30);
    const first = await told(`token_id=${token.token_id}`, 'sent');
    expect((await act(first.id, 'acknowledge')).body).toMatchObject({ id: first.id, state: 'acknowledged' });
    await write(end, 7);
    await write(other, 90);
    const states = async (): Promise<string[]> => (await list(`token_id=${token.token_id}`)).map(({ state }) => state).sort();
    await eventually(async () => expect(await states()).toEqual(['acknowledged', 'acknowledged', 'sent']), { timeoutMs: 30_000 });
    expect((await act(first.id, 'acknowledge')).status).toBe(200);
  });
});

describe('snoozing', () => {
  it('puts off what comes, and then tells the latest alone', async () => {
    const token = ofUs();
    const [end, until] = [inDays(20), inDays(3)];
    const write = (threshold_days: number): Promise<void> => notifier.write([expiringRecord(token, { expires_at: end, threshold_days })]);
    await write(30);
    const first = await told(`token_id=${token.token_id}`, 'sent');
    expect((await act(first.id, 'snooze', { until })).body).toMatchObject({ state: 'snoozed', next_attempt_at: until });
    await write(7);
    await eventually(async () => {
      const rows = await list(`token_id=${token.token_id}`);
      expect(rows.map(({ state, next_attempt_at }) => [state, next_attempt_at])).toEqual([['snoozed', until], ['superseded', null]]);
    }, { timeoutMs: 30_000 });
    const [latest] = await list(`token_id=${token.token_id}`);
    expect((await act(first.id, 'snooze', { until: inDays(4) })).body.state).toBe('superseded');
    await notifier.dataSource.query('update notifier.notifications set next_attempt_at = now() where id = $1', [latest?.id]);
    await told(`token_id=${token.token_id}`, 'sent');
  });

  it.each([['the past', inDays(-1)], ['more than a year ahead', inDays(400)], ['no moment', 'tomorrow']])('refuses %s', async (_, until) => {
    const { id } = await leaked();
    expect(await act(id, 'snooze', { until })).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ pointer: '/until' }] } });
  });
});

it('counts what is due, sent and failed, how late, and what waits', async () => {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  for (const name of ['notifications_due_total', 'notifications_sent_total', 'notifications_failed_total', 'notification_attempts_total', 'notifications_unreachable_total']) {
    expect(metrics).toContain(`latchkey_${name}`);
  }
  expect(metrics).toMatch(/latchkey_notification_lateness_seconds_count\{channel="webhook"\} [1-9]/);
  expect(metrics).toContain('latchkey_notifications_oldest_due_age_seconds');
});
