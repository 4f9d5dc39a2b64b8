import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Service } from '@latchkey/runtime';
import { mintId, mintToken } from '@latchkey/tokens';
import { Callers } from '../../test/callers.js';
import { RunningNotifier } from '../../test/running-notifier.js';
import { maxSubscriptions } from '../create-subscription/create-subscription.js';
import { SecretBox } from '../secrets/secret-box.js';
import { UnsubscribeLinks } from '../unsubscribe/unsubscribe-links.js';
import type { SubscriptionView, SubscriptionWithSecret } from './subscription-view.js';

const secretsKey = Buffer.alloc(32, 7).toString('base64');
let notifier: RunningNotifier;
let service: Service;
const callers = new Callers(() => service);
const { customer } = callers;

beforeAll(async () => {
  notifier = await new RunningNotifier().open();
  service = await notifier.start({ NOTIFIER_SECRETS_KEY: secretsKey });
  await callers.enter(notifier);
});
afterAll(() => notifier.close());

const webhook = { kind: 'webhook', url: 'https://hooks.example.com/latchkey' };
const slackUrl = 'https://hooks.slack.com/services/T0/B0/xyz';
const aRequest = (overrides: object = {}): object => ({ name: 'on call', event_types: ['token.expiring'], channel: webhook, ...overrides });

async function create(overrides: object = {}): Promise<SubscriptionWithSecret> {
  const { status, body } = await callers.ask<SubscriptionWithSecret>('admin', 'POST', '/subscriptions', aRequest(overrides));
  expect(status).toBe(201);
  return body;
}

const stored = async (): Promise<string> => JSON.stringify(await notifier.dataSource.query(`select s.*, encode(sealed, 'escape') as text from notifier.subscriptions s`));

describe('POST /subscriptions', () => {
  it('makes a subscription of everything, and shows the secret of its webhook in this answer alone', async () => {
    const { webhook_secret: secret, ...view } = await create();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(view).toEqual({
      id: expect.any(String),
      customer_id: customer,
      name: 'on call',
      event_types: ['token.expiring'],
      labels: {},
      service_account_id: null,
      channel: { ...webhook, former_secret_until: null },
      digest: null,
      unsubscribed: [],
      status: 'active',
      disabled_reason: null,
      created_by: expect.objectContaining({ kind: 'token', name: 'admin' }),
      created_at: expect.any(String),
      updated_at: view.created_at,
    });
    const again = await callers.ask('admin', 'GET', `/subscriptions/${view.id}`);
    expect(again).toMatchObject({ status: 200, body: view });
    expect(again.text + (await stored())).not.toContain((secret ?? '').slice(6));
  });

  it('keeps the address of Slack, which is a secret, to itself', async () => {
    const made = await create({ channel: { kind: 'slack', url: slackUrl } });
    expect(made).toMatchObject({ webhook_secret: null, channel: { kind: 'slack', host: 'hooks.slack.com:443' } });
    expect(JSON.stringify(made) + (await stored())).not.toContain('T0/B0');
  });

  it('takes a mail’s recipients from contacts alone', async () => {
    const digest = { every: 'week', weekday: 'friday', hour: 6 };
    expect(await create({ channel: { kind: 'email' }, digest })).toMatchObject({ channel: { kind: 'email' }, digest, webhook_secret: null });
    expect(await create({ channel: { kind: 'email' }, digest: { every: 'day' } })).toMatchObject({ digest: { every: 'day', hour: 8 } });
    const { status } = await callers.ask('admin', 'POST', '/subscriptions', aRequest({ channel: { kind: 'email', to: 'me@example.com' } }));
    expect(status).toBe(400);
  });

  it.each<[string, object, string]>([
    ['an event that is none', { event_types: ['token.made'] }, '/event_types/0'],
    ['no event', { event_types: [] }, '/event_types'],
    ['an event twice', { event_types: ['token.leaked', 'token.leaked'] }, '/event_types'],
    ['no http address', { channel: { kind: 'webhook', url: 'file:///etc/passwd' } }, '/channel/url'],
    ['a password in the address', { channel: { kind: 'webhook', url: 'https://me:pass@example.com' } }, '/channel/url'],
    ['a channel that is none', { channel: { kind: 'pager' } }, '/channel/kind'],
    ['an hour that is none', { digest: { every: 'day', hour: 24 } }, '/digest/hour'],
    ['a field that is not known', { mode: 'daily' }, ''],
  ])('refuses %s', async (_, overrides, pointer) => {
    const answer = await callers.ask('admin', 'POST', '/subscriptions', aRequest(overrides));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ pointer }] } });
    expect(answer.text).not.toMatch(/passwd|pass@|pager|token\.made/);
  });

  it('refuses the secret of a token in the address', async () => {
    const url = `https://example.com/?key=${mintToken()}`;
    expect(await callers.ask('admin', 'POST', '/subscriptions', aRequest({ channel: { kind: 'webhook', url } }))).toMatchObject({ status: 422, body: { code: 'contains_secret' } });
  });

  it.each([
    ['without TLS', { kind: 'webhook', url: 'http://hooks.example.com/' }],
    ['of the machine itself', { kind: 'webhook', url: 'https://127.0.0.1:8443/' }],
    ['of the cloud’s metadata, however it is written', { kind: 'webhook', url: 'https://2852039166/latest' }],
    ['of Slack that is not Slack’s', { kind: 'slack', url: 'https://slack.example.com/services/x' }],
  ])('refuses an address %s', async (_, channel) => {
    expect(await callers.ask('admin', 'POST', '/subscriptions', aRequest({ channel }))).toMatchObject({ status: 422, body: { code: 'endpoint_refused' } });
  });

  it('needs notification:write', async () => {
    expect(await callers.ask('reader', 'POST', '/subscriptions', aRequest())).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
  });

  it('lets the platform subscribe for a customer, and nobody else (invariant 9)', async () => {
    const request = aRequest({ customer_id: customer, channel: { kind: 'email' } });
    expect(await callers.ask('platform', 'POST', '/subscriptions', request)).toMatchObject({ status: 201, body: { customer_id: customer } });
    expect(await callers.ask('stranger', 'POST', '/subscriptions', request)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('without a key for secrets takes mail alone', async () => {
    const keyed = service;
    service = await notifier.start();
    await callers.enter(notifier);
    expect(await callers.ask('admin', 'POST', '/subscriptions', aRequest())).toMatchObject({ status: 503, body: { code: 'no_secrets_key' } });
    expect((await create({ channel: { kind: 'email' } })).channel).toEqual({ kind: 'email' });
    await notifier.stop(service);
    service = keyed;
  });

  it('stops a customer at its limit', async () => {
    const of = { customer_id: mintId(), channel: { kind: 'email' } };
    const answers = await Promise.all([...Array(maxSubscriptions + 2)].map(() => callers.ask('platform', 'POST', '/subscriptions', aRequest(of))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(maxSubscriptions);
    expect(answers.filter(({ body }) => body['code'] === 'too_many_subscriptions')).toHaveLength(2);
  });
});

describe('a subscription', () => {
  it('is shown to its customer and the platform, and to others as if it were not there (invariant 9)', async () => {
    const { id } = await create();
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'mine' }],
      ['DELETE', '', undefined],
      ['POST', '/rotate-secret', undefined],
    ] as const) {
      expect(await callers.ask('stranger', method, `/subscriptions/${id}${path}`, body)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect((await callers.ask('platform', 'GET', `/subscriptions/${id}`)).status).toBe(200);
    expect((await callers.ask('reader', 'DELETE', `/subscriptions/${id}`)).status).toBe(403);
  });

  it('is listed page by page, the oldest first', async () => {
    const { body } = await callers.ask<{ data: SubscriptionView[] }>('admin', 'GET', '/subscriptions?limit=100');
    const ids = body.data.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(2);
    expect(ids).toEqual([...ids].sort());
    const first = await callers.ask('admin', 'GET', '/subscriptions?limit=2');
    expect(first.body).toMatchObject({ data: [{ id: ids[0] }, { id: ids[1] }], next_cursor: ids[1] });
    const rest = await callers.ask<{ data: SubscriptionView[]; next_cursor: null }>('admin', 'GET', `/subscriptions?limit=100&cursor=${ids[1]}`);
    expect(rest.body).toMatchObject({ data: ids.slice(2).map((id) => ({ id })), next_cursor: null });
    expect((await callers.ask('stranger', 'GET', '/subscriptions')).body).toEqual({ data: [], next_cursor: null });
    expect((await callers.ask('stranger', 'GET', `/subscriptions?customer_id=${customer}`)).status).toBe(404);
  });

  it('changes as told and in nothing else, and keeps its secret with a new address', async () => {
    const made = (await callers.ask<SubscriptionView>('admin', 'GET', `/subscriptions/${(await create()).id}`)).body;
    const kept = (): Promise<{ sealed: Buffer; endpoint: string }[]> => notifier.dataSource.query('select sealed, endpoint from notifier.subscriptions where id = $1', [made.id]);
    const [before] = await kept();
    const change = { name: 'night shift', labels: { team: 'edge' }, channel: { kind: 'webhook', url: 'https://hooks.example.com:8443/new' } };
    const { status, body } = await callers.ask('admin', 'PATCH', `/subscriptions/${made.id}`, change);
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...made, ...change, channel: { ...change.channel, former_secret_until: null }, updated_at: expect.any(String) },
    });
    expect(await kept()).toEqual([{ sealed: before?.sealed, endpoint: 'hooks.example.com:8443' }]);
  });

  it('does not change its channel for another', async () => {
    const { id } = await create();
    const answer = await callers.ask('admin', 'PATCH', `/subscriptions/${id}`, { channel: { kind: 'email' } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/channel/kind', detail: 'cannot be changed' }] } });
  });

  it('is disabled and made active again on request', async () => {
    const { id } = await create();
    expect((await callers.ask('admin', 'PATCH', `/subscriptions/${id}`, { status: 'disabled' })).body).toMatchObject({ status: 'disabled', disabled_reason: 'requested' });
    expect((await callers.ask('admin', 'PATCH', `/subscriptions/${id}`, { status: 'active' })).body).toMatchObject({ status: 'active', disabled_reason: null });
  });

  it('gets a new secret, and says until when the one before still signs', async () => {
    const made = await create();
    const { status, body } = await callers.ask<SubscriptionWithSecret>('admin', 'POST', `/subscriptions/${made.id}/rotate-secret`);
    expect({ status, until: body.channel }).toEqual({ status: 200, until: { ...webhook, former_secret_until: expect.any(String) } });
    expect(body.webhook_secret).toMatch(/^whsec_/);
    expect(body.webhook_secret).not.toBe(made.webhook_secret);
    const mail = await create({ channel: { kind: 'email' } });
    expect(await callers.ask('admin', 'POST', `/subscriptions/${mail.id}/rotate-secret`)).toMatchObject({ status: 409, body: { code: 'no_webhook_secret' } });
  });

  it('is gone once it is deleted', async () => {
    const { id } = await create();
    expect((await callers.ask('admin', 'DELETE', `/subscriptions/${id}`)).status).toBe(204);
    expect((await callers.ask('admin', 'GET', `/subscriptions/${id}`)).status).toBe(404);
    expect((await callers.ask('admin', 'DELETE', `/subscriptions/${id}`)).status).toBe(404);
    expect((await callers.ask('admin', 'GET', '/subscriptions/nothing')).status).toBe(404);
  });
});

describe('/unsubscribe', () => {
  const links = new UnsubscribeLinks(new SecretBox([Buffer.from(secretsKey, 'base64')]), 'https://notify.example.com');
  const mails = (subscriptionId: string, email = 'owner@example.com'): string => links.linkFor({ subscriptionId, email })?.replace('https://notify.example.com', service.url) ?? '';
  const click = (link: string): Promise<Response> => fetch(link, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });

  it('ends mails to one address by one click of whoever has the link, and shows it until somebody takes it back', async () => {
    const { id } = await create({ name: 'on <call>', channel: { kind: 'email' } });
    const unsubscribed = async (): Promise<unknown> => (await callers.ask('reader', 'GET', `/subscriptions/${id}`)).body['unsubscribed'];
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    for (let clicks = 0; clicks < 2; clicks++) {
      const answer = await fetch(mails(id), { method: 'POST', body: form });
      expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
      expect(await answer.text()).toContain('owner@example.com gets no more mails about tokens by the subscription &quot;on &lt;call&gt;&quot;');
    }
    expect((await click(mails(id, 'second@example.com'))).status).toBe(200);
    expect(await unsubscribed()).toEqual(['owner@example.com', 'second@example.com']);
    expect((await callers.ask('admin', 'PATCH', `/subscriptions/${id}`, { name: 'renamed' })).body['unsubscribed']).toHaveLength(2);
    expect((await callers.ask('admin', 'PATCH', `/subscriptions/${id}`, { unsubscribed: [] })).body['unsubscribed']).toEqual([]);
  });

  it('asks people first, for programs follow links', async () => {
    const { id } = await create({ channel: { kind: 'email' } });
    const page = await fetch(mails(id));
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<form method="post">');
    expect((await callers.ask('reader', 'GET', `/subscriptions/${id}`)).body['unsubscribed']).toEqual([]);
  });

  it('knows no link that it did not send, and none to what is gone', async () => {
    const { id } = await create({ channel: { kind: 'email' } });
    const [made, foreign] = [mails(id), new UnsubscribeLinks(new SecretBox([Buffer.alloc(32, 8)]), service.url)];
    for (const link of [made.slice(0, -4), foreign.linkFor({ subscriptionId: id, email: 'owner@example.com' }) ?? '', `${service.url}/unsubscribe?key=AAAA`]) {
      for (const answer of [await fetch(link), await click(link)]) expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect((await click(`${service.url}/unsubscribe`)).status).toBe(400);
    await callers.ask('admin', 'DELETE', `/subscriptions/${id}`);
    expect((await click(made)).status).toBe(404);
  });
});
