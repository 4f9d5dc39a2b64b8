import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import { Authority } from '../../../test/channels/certificates.js';
import type { Certificate } from '../../../test/channels/certificates.js';
import { MailServer, refusal } from '../../../test/channels/mail-server.js';
import { aMessage, aNotice, now } from '../../../test/channels/messages.js';
import type { Message } from '../message.js';
import type { Outcome } from '../outcome.js';
import { EmailChannel } from './email-channel.js';
import type { EmailDestination, MailServer as Configured } from './email-channel.js';

const closing: { close(): Promise<unknown> }[] = [];
const from = { name: 'Token alerts', address: 'alerts@latchkey.test' };
const unsubscribe = 'https://latchkey.test/unsubscribe?subscription=06EzYyPZwXUdJ5p0000002&key=a-key-that-is-longer-than-a-line-of-mail-may-be-without-being-folded';
const expiring = aMessage(aNotice('token.expiring.v1'));
let authority: Authority;
let certificate: Certificate;

beforeAll(async () => {
  authority = await Authority.make();
  certificate = await authority.issue('localhost');
});
afterEach(async () => {
  for (const each of closing.splice(0)) await each.close();
});

async function serving(options: SMTPServerOptions = {}): Promise<MailServer> {
  const server = await new MailServer(certificate, options).open();
  closing.push(server);
  return server;
}

const channelTo = ({ port }: { readonly port: number }, configured: Partial<Configured> = {}): EmailChannel => {
  const usual = { host: 'localhost', port, secure: false, startTls: true, trusted: [authority.certificate], from, totalMs: 5000 };
  return new EmailChannel({ ...usual, ...configured }, 'https://latchkey.test');
};
const send = (channel: EmailChannel, message: Message = expiring, destination: Partial<EmailDestination> = {}): Promise<Outcome> =>
  channel.send({ kind: 'email', to: 'owner@example.com', ...destination }, message, now);

describe('EmailChannel', () => {
  it('sends a mail in text and HTML, over STARTTLS, to one recipient', async () => {
    const server = await serving();
    expect(await send(channelTo(server))).toEqual({ kind: 'delivered', status: 250, durationMs: expect.any(Number) });
    const { mail, recipients, secure } = server.received[0] as (typeof server.received)[number];
    expect({ recipients, secure }).toEqual({ recipients: ['owner@example.com'], secure: true });
    expect(mail.from?.value).toEqual([{ ...from, name: 'Token alerts' }]);
    expect(mail.subject).toBe('Token "purge on deploy" expires in 7 days');
    for (const said of ['2026-04-15 09:30 UTC (in 7 days)', 'build system (06EzYyPZwXUdJ5p0000003)', 'team=edge, stage=ci', 'from 192.0.2.10', 'https://latchkey.test/automation-tokens/06EzYyPZwXUdJ5p0000001/rotate']) {
      expect(mail.text).toContain(said);
      expect(mail.html).toContain(said);
    }
  });

  it('carries the headers of automatic mail and of lists', async () => {
    const server = await serving();
    await send(channelTo(server), expiring, { unsubscribe });
    const { mail, source } = server.received[0] as (typeof server.received)[number];
    expect(mail.messageId).toBe('<06EzYyPZwXUdJ5p0000009@latchkey.test>');
    expect(mail.date?.toISOString()).toBe('2026-04-08T09:29:59.000Z');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(source).toContain(`\r\nList-Unsubscribe: <${unsubscribe}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`);
    expect(mail.text).toContain(`To get no more of them: ${unsubscribe}`);
    expect(mail.html).toContain(`href="${unsubscribe.replace('&', '&amp;')}"`);
  });

  it('promises no way out that it does not have', async () => {
    const server = await serving();
    await send(channelTo(server));
    expect(server.received.map(({ source }) => source)).toEqual([expect.not.stringContaining('List-Unsubscribe')]);
  });

  it('has the same Message-ID and Date in all attempts', async () => {
    const server = await serving();
    for (const late of [0, 3_600_000]) await channelTo(server).send({ kind: 'email', to: 'owner@example.com' }, expiring, new Date(now.getTime() + late));
    const [one, two] = server.received.map(({ mail: { messageId, date } }) => ({ messageId, date }));
    expect(one).toEqual(two);
  });

  it('makes one mail of fifty tokens', async () => {
    const server = await serving();
    const names = Array.from({ length: 50 }, (_, number) => `token number ${number}`);
    const [first, ...others] = names.map((token_name) => aNotice('token.expiring.v1', { token_name }));
    await send(channelTo(server), aMessage(first as never, ...others));
    expect(server.received).toHaveLength(1);
    const { mail } = server.received[0] as (typeof server.received)[number];
    expect(mail.subject).toBe('50 notices about your tokens: 50 expire soon');
    for (const name of names) expect(mail.text).toContain(`${name} (`);
  });

  it('logs in where the server asks for it, over TLS from the start too', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, callback) =>
      password === 'right' ? callback(null, { user: username ?? '' }) : callback(refusal(535, 'no'));
    const server = await serving({ authOptional: false, secure: true, onAuth });
    const outcomes = [];
    for (const pass of ['right', 'wrong']) outcomes.push(await send(channelTo(server, { secure: true, auth: { user: 'latchkey', pass } })));
    expect(outcomes).toMatchObject([{ kind: 'delivered' }, { kind: 'failed', errorClass: 'smtp_auth', status: 535, retry: 'later' }]);
    expect(server.received).toMatchObject([{ user: 'latchkey', secure: true }]);
  });
});

describe('what somebody else has written', () => {
  it('adds no header and no recipient', async () => {
    const server = await serving();
    const message = structuredClone(expiring);
    message.notices[0].data.token_name = 'deploy\r\nBcc: <thief@example.com>\r\n\r\nHello';
    await send(channelTo(server), message);
    const { mail, recipients } = server.received[0] as (typeof server.received)[number];
    expect(recipients).toEqual(['owner@example.com']);
    expect(mail.bcc).toBeUndefined();
    expect(mail.subject).toContain('Bcc: <thief@example.com>');
  });

  it('is no address unless it is one', async () => {
    const server = await serving();
    for (const to of ['owner@example.com\r\nBcc: thief@example.com', 'a@example.com,b@example.com', 'Owner <owner@example.com>', 'owner@example.com> RCPT TO:<b@example.com', '']) {
      expect(await send(channelTo(server), expiring, { to })).toEqual({ kind: 'failed', errorClass: 'address_refused', durationMs: 0, retry: 'never' });
    }
    for (const way of ['http://latchkey.test/u', 'https://latchkey.test/\r\nBcc: thief@example.com', 'https://latchkey.test/>, <mailto:b@example.com', 'javascript:alert(1)', 'https://latchkey.test/a b']) {
      expect(await send(channelTo(server), expiring, { unsubscribe: way })).toMatchObject({ errorClass: 'address_refused', retry: 'never' });
    }
    expect(server.received).toEqual([]);
  });

  it('is text in HTML too', async () => {
    const server = await serving();
    await send(channelTo(server), aMessage(aNotice('token.expired.v1', { token_name: '<img src=x onerror="alert(1)">&', labels: { '<b>': "'\"" } })));
    const { mail } = server.received[0] as (typeof server.received)[number];
    expect(mail.html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;');
    expect(mail.html).toContain('&lt;b&gt;=&#39;&quot;');
    expect(mail.html).not.toMatch(/<(img|b)[ >]/);
  });
});

describe('a mail that is not taken', () => {
  it.each([
    ['its recipient is refused', 550, 'onRcptTo', { errorClass: 'smtp_5xx', retry: 'never' }],
    ['its recipient is put off', 450, 'onRcptTo', { errorClass: 'smtp_4xx', retry: 'later' }],
    ['its sender is refused, for that is no fault of the recipient', 553, 'onMailFrom', { errorClass: 'smtp_5xx', retry: 'later' }],
    ['the server turns everybody away', 554, 'onConnect', { errorClass: 'smtp_5xx', retry: 'later' }],
    ['the server is busy', 421, 'onConnect', { errorClass: 'smtp_4xx', retry: 'later' }],
  ] as const)('because %s (%i)', async (_, code, when, expected) => {
    const refuse = (...values: unknown[]): void => (values.at(-1) as (error: Error) => void)(refusal(code, 'the-words-of-the-server'));
    const outcome = await send(channelTo(await serving({ [when]: refuse })));
    expect(outcome).toEqual({ kind: 'failed', status: code, durationMs: expect.any(Number), ...expected });
  });

  it('because of what it says (554)', async () => {
    const onData: SMTPServerOptions['onData'] = (stream, _session, callback) => {
      stream.resume().once('end', () => callback(refusal(554, 'looks like spam')));
    };
    expect(await send(channelTo(await serving({ onData })))).toMatchObject({ errorClass: 'smtp_5xx', status: 554, retry: 'never' });
  });

  it('because the server has no TLS, or none that is believed', async () => {
    const withoutTls = await serving({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    expect(await send(channelTo(withoutTls))).toMatchObject({ kind: 'failed', errorClass: 'tls', retry: 'later' });
    expect(await send(channelTo(withoutTls, { startTls: false }))).toMatchObject({ kind: 'delivered' });
    const trusted = [(await Authority.make()).certificate];
    expect(await send(channelTo(await serving(), { trusted }))).toMatchObject({ errorClass: 'tls', retry: 'later' });
    expect(await send(channelTo(await serving({ secure: true }), { trusted, secure: true }))).toMatchObject({ errorClass: 'tls', retry: 'later' });
    expect(withoutTls.received).toMatchObject([{ secure: false }]);
  });

  it('because the server is silent, or not there', async () => {
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      closing.push({ close: async () => socket.destroy() });
    });
    await new Promise<void>((resolve) => silent.listen(0, 'localhost', resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await send(channelTo({ port }, { totalMs: 300 }))).toMatchObject({ errorClass: 'timeout', retry: 'later' });
    for (const each of closing.splice(0)) await each.close();
    await new Promise((resolve) => silent.close(resolve));
    expect(await send(channelTo({ port }))).toMatchObject({ errorClass: 'connection_refused', retry: 'later' });
  });

  it('because no server is named', async () => {
    expect(await send(new EmailChannel(undefined))).toEqual({ kind: 'failed', errorClass: 'email_not_configured', durationMs: 0, retry: 'later' });
  });
});
