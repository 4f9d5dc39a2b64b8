import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addressSet } from '@latchkey/access';
import { Webhook } from 'standardwebhooks';
import { Authority } from '../../../test/channels/certificates.js';
import { aMessage, aNotice, samples, types } from '../../../test/channels/messages.js';
import { NameServer } from '../../../test/channels/name-server.js';
import { Receiver } from '../../../test/channels/receiver.js';
import type { Received } from '../../../test/channels/receiver.js';
import { GuardedHttp } from '../http/guarded-http.js';
import type { Message } from '../message.js';
import type { Outcome } from '../outcome.js';
import { WebhookChannel } from './webhook-channel.js';
import { newWebhookSecret } from './webhook-secret.js';

const names = new NameServer();
const secret = newWebhookSecret();
const old = newWebhookSecret();
const expiring = aMessage(aNotice('token.expiring.v1'));
let receiver: Receiver;
let channel: WebhookChannel;

beforeAll(async () => {
  await names.open();
  names.answers = () => ['127.0.0.1'];
  const authority = await Authority.make();
  receiver = await new Receiver(await authority.issue('hooks.test')).open();
  const rules = { allowedNetworks: addressSet(['127.0.0.1']), allowHttp: false, trusted: [authority.certificate], connectMs: 2000, totalMs: 4000 };
  channel = new WebhookChannel(new GuardedHttp(rules, names.resolver()));
});
afterAll(async () => {
  await receiver.close();
  await names.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answering(200);
});

const send = (message: Message = expiring, secrets: [string, ...string[]] = [secret], now = new Date()): Promise<Outcome> =>
  channel.send({ kind: 'webhook', address: `https://hooks.test:${receiver.port}/in`, secrets }, message, now);
const verify = ({ body, headers }: Received, by = secret): unknown => new Webhook(by).verify(body, headers as Record<string, string>);
const last = (): Received => receiver.received.at(-1) as Received;

describe('WebhookChannel', () => {
  it.each(types)('sends %s so that the official library verifies it', async (type) => {
    expect(await send(aMessage(aNotice(type)))).toEqual({ kind: 'delivered', status: 200, durationMs: expect.any(Number) });
    expect(verify(last())).toEqual({
      type: type.replace('-', '_'),
      timestamp: '2026-04-08T09:29:58.000Z',
      data: { event_id: '06EzYyPZwXUdJ5p0000001/2026/7', ...samples[type] },
    });
    expect(last().headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Latchkey-Notifier/1' });
  });

  it('sends several notices as one digest', async () => {
    await send(aMessage(aNotice('token.expired.v1'), aNotice('token.predecessor-used.v1')));
    expect(verify(last())).toMatchObject({
      type: 'token.digest.v1',
      timestamp: '2026-04-08T09:29:59.000Z',
      data: { notices: [{ type: 'token.expired.v1' }, { type: 'token.predecessor_used.v1', data: { count: 12 } }] },
    });
  });

  it('is verified by the new secret and by the old while they change over, and by no other', async () => {
    await send(expiring, [secret, old]);
    expect(verify(last(), secret)).toEqual(verify(last(), old));
    expect(() => verify(last(), newWebhookSecret())).toThrow('No matching signature found');
    expect(() => verify({ ...last(), body: last().body.replace('06Ez', '06Ey') })).toThrow('No matching signature found');
  });

  it('keeps its id and body over attempts, and signs the time of each', async () => {
    const [first, second] = [new Date(Date.now() - 60_000), new Date()];
    await send(expiring, [secret], first);
    await send(expiring, [secret], second);
    const [one, two] = receiver.received.map(({ headers, body }) => ({ id: headers['webhook-id'], at: headers['webhook-timestamp'], body }));
    expect(one).toEqual({ id: expiring.id, at: String(Math.floor(first.getTime() / 1000)), body: last().body });
    expect(two).toEqual({ ...one, at: String(Math.floor(second.getTime() / 1000)) });
    for (const each of receiver.received) verify(each);
  });

  it.each([200, 201, 202, 204, 299])('is delivered by %i', async (status) => {
    receiver.answering(status);
    expect(await send()).toMatchObject({ kind: 'delivered', status });
  });

  it.each([
    [301, 'redirect'],
    [304, 'redirect'],
    [308, 'redirect'],
    [400, 'http_4xx'],
    [401, 'http_4xx'],
    [404, 'http_4xx'],
    [408, 'http_4xx'],
    [429, 'rate_limited'],
    [500, 'http_5xx'],
    [502, 'http_5xx'],
    [599, 'http_5xx'],
    [799, 'bad_response'],
  ])('is tried again after %i, which is %s', async (status, errorClass) => {
    receiver.answering(status, { location: 'https://elsewhere.test/' });
    expect(await send()).toEqual({ kind: 'failed', errorClass, status, durationMs: expect.any(Number), retry: 'later' });
    expect(names.asked).not.toContain('elsewhere.test ipv4');
  });

  it('ends with 410', async () => {
    receiver.answering(410, { 'retry-after': '60' });
    expect(await send()).toEqual({ kind: 'failed', errorClass: 'http_4xx', status: 410, durationMs: expect.any(Number), retry: 'never', gone: true });
  });

  it('waits as long as it is asked to, in seconds or until a date', async () => {
    receiver.answering(429, { 'retry-after': '120' });
    expect(await send()).toMatchObject({ errorClass: 'rate_limited', retry: 'later', retryAfterMs: 120_000 });
    const now = new Date();
    receiver.answering(503, { 'retry-after': new Date(now.getTime() + 90_000).toUTCString() });
    const { retryAfterMs } = (await send(expiring, [secret], now)) as { retryAfterMs?: number };
    expect(retryAfterMs).toBeGreaterThan(88_000);
    expect(retryAfterMs).toBeLessThanOrEqual(90_000);
  });

  it('tells nothing of the address, the secrets or the answer', async () => {
    receiver.answering(500);
    const outcome = await channel.send({ kind: 'webhook', address: `https://hooks.test:${receiver.port}/path-secret`, secrets: [secret] }, expiring, new Date());
    const written = JSON.stringify(outcome);
    for (const hidden of ['path-secret', secret.slice(6), 'nobody reads', 'hooks.test']) expect(written).not.toContain(hidden);
  });
});
