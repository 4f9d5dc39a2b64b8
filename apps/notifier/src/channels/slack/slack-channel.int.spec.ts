import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addressSet } from '@latchkey/access';
import { Authority } from '../../../test/channels/certificates.js';
import { aMessage, aNotice, now } from '../../../test/channels/messages.js';
import { NameServer } from '../../../test/channels/name-server.js';
import { Receiver } from '../../../test/channels/receiver.js';
import { GuardedHttp } from '../http/guarded-http.js';
import type { Outcome } from '../outcome.js';
import { SlackChannel } from './slack-channel.js';

const names = new NameServer();
let slack: Receiver;
let authority: Authority;

beforeAll(async () => {
  await names.open();
  authority = await Authority.make();
  slack = await new Receiver(await authority.issue('hooks.slack.com')).open();
});
afterAll(async () => {
  await slack.close();
  await names.close();
});
beforeEach(() => {
  names.answers = () => ['127.0.0.1'];
  slack.received.length = 0;
  slack.answering(200);
});

const send = (address = `https://hooks.slack.com:${slack.port}/services/T0/B0/secret`, allowed = ['127.0.0.1']): Promise<Outcome> => {
  const rules = { allowedNetworks: addressSet(allowed), allowHttp: true, trusted: [authority.certificate], connectMs: 2000, totalMs: 4000 };
  const channel = new SlackChannel(new GuardedHttp(rules, names.resolver()), ['hooks.slack.com'], 'https://latchkey.test');
  return channel.send({ kind: 'slack', address }, aMessage(aNotice('token.expiring.v1')), now);
};

describe('SlackChannel', () => {
  it('posts blocks that say what is up and what to do', async () => {
    expect(await send()).toMatchObject({ kind: 'delivered', status: 200 });
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = slack.received;
    expect({ path, type: headers['content-type'] }).toEqual({ path: '/services/T0/B0/secret', type: 'application/json' });
    expect(JSON.parse(body)).toMatchObject({
      text: 'Token "purge on deploy" expires in 7 days',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Token "purge on deploy" expires in 7 days' } },
        { type: 'section', text: { type: 'mrkdwn', verbatim: true, text: expect.stringContaining('*Expires:* 2026-04-15 09:30 UTC (in 7 days)\n*Last used:* 2026-04-08 07:30 UTC (2 hours ago) from 192.0.2.10') } },
        { type: 'section', text: { text: expect.stringContaining("```curl -X POST 'https://latchkey.test/automation-tokens/06EzYyPZwXUdJ5p0000001/rotate'") } },
      ],
    });
  });

  it.each([
    [404, { errorClass: 'http_4xx', retry: 'never', gone: true }],
    [410, { errorClass: 'http_4xx', retry: 'never', gone: true }],
    [400, { errorClass: 'http_4xx', retry: 'never' }],
    [403, { errorClass: 'http_4xx', retry: 'never' }],
    [429, { errorClass: 'rate_limited', retry: 'later', retryAfterMs: 30_000 }],
    [500, { errorClass: 'http_5xx', retry: 'later', retryAfterMs: 30_000 }],
    [302, { errorClass: 'redirect', retry: 'later', retryAfterMs: 30_000 }],
  ])('ends or waits as Slack answers %i', async (status, expected) => {
    slack.answering(status, { 'retry-after': '30' });
    expect(await send()).toEqual({ kind: 'failed', status, durationMs: expect.any(Number), ...expected });
  });

  it.each(['https://hooks.slack.com.evil.test/services/x', 'https://evil.test/hooks.slack.com', 'https://hooks.slack.com@evil.test/', 'http://169.254.169.254/', 'no address'])(
    'posts to no other host, as in %s',
    async (address) => {
      const asked = names.asked.length;
      expect(await send(address)).toEqual({ kind: 'failed', errorClass: 'address_refused', durationMs: 0, retry: 'never' });
      expect(names.asked).toHaveLength(asked);
    },
  );

  it('is guarded as webhooks are: the name of Slack may not lead within', async () => {
    expect(await send(undefined, [])).toMatchObject({ errorClass: 'address_refused', retry: 'later' });
    expect(slack.received).toEqual([]);
  });
});
