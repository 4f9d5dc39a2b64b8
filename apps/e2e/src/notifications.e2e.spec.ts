import { afterAll, expect } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { z } from 'zod';
import { storiesOn } from './stories-on.js';
import { WebhookReceiver } from './webhook-receiver.js';

const dayMs = 24 * 60 * 60 * 1000;
const made = z.object({ id: z.string(), webhook_secret: z.string() });
const page = z.object({ data: z.array(z.object({ id: z.string(), type: z.string(), state: z.string(), attempts: z.int() })) });
const trail = z.object({ data: z.array(z.object({ action: z.string() })) });
const env = { NOTIFIER_SECRETS_KEY: Buffer.alloc(32, 1).toString('base64'), NOTIFIER_ALLOW_HTTP: 'true', NOTIFIER_ALLOWED_CIDRS: '127.0.0.1/32' };

const receiver = new WebhookReceiver();
afterAll(() => receiver.close());

const story = storiesOn({}, async (system) => {
  await receiver.open();
  const [issuer, notifier, auditor] = await Promise.all([system.start('issuer'), system.start('notifier', env), system.start('auditor')]);
  return { caller: system.caller, issuer, notifier, auditor };
});

story('a customer subscribes, tries it out, and is told by a signed webhook that a token is about to expire', async ({ caller, issuer, notifier, auditor }) => {
  const channel = { kind: 'webhook', url: receiver.url };
  const answer = await caller.ask(notifier, 'POST', '/subscriptions', { name: 'on call', event_types: ['token.expiring', 'token.revoked'], channel });
  const subscription = made.parse(await answer.json());
  receiver.secret = subscription.webhook_secret;

  await caller.ask(notifier, 'POST', `/subscriptions/${subscription.id}/test`);
  await eventually(() => expect(receiver.hooks).toMatchObject([{ payload: { data: { token_name: 'test of the subscription on call' } } }]));

  const token = await caller.issue(issuer, { name: 'deploy', expires_at: new Date(Date.now() + dayMs + 3_000).toISOString() });
  await eventually(() => expect(receiver.hooks[1]).toMatchObject({ payload: { type: 'token.expiring.v1', data: { token_id: token.id, token_name: 'deploy', threshold_days: 1 } } }));
  await caller.revoke(issuer, token);
  await eventually(() => expect(receiver.hooks[2]).toMatchObject({ payload: { type: 'token.revoked.v1', data: { token_id: token.id, reason: 'requested' } } }));

  await eventually(async () => {
    const { data } = page.parse(await caller.read(notifier, `/notifications?token_id=${token.id}`));
    expect(data).toEqual([
      { id: receiver.hooks[2]?.id, type: 'token.revoked', state: 'sent', attempts: 1 },
      { id: receiver.hooks[1]?.id, type: 'token.expiring', state: 'sent', attempts: 1 },
    ]);
  });

  await caller.ask(notifier, 'DELETE', `/subscriptions/${subscription.id}`);
  await eventually(async () => {
    const { data } = trail.parse(await caller.read(auditor, `/audit-events?target_id=${subscription.id}`));
    expect(data.map(({ action }) => action)).toEqual(['activity.notification.subscription.delete', 'activity.notification.subscription.create']);
  }, { timeoutMs: 20_000 });
});
