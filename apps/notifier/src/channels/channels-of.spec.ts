import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { containsAddress } from '@latchkey/access';
import { readEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { Authority } from '../../test/channels/certificates.js';
import { aMessage, aNotice, now } from '../../test/channels/messages.js';
import { channelsEnv, checkMail } from './channels.env.js';
import { channelsOf } from './channels-of.js';

const schema = z.object(channelsEnv).superRefine(checkMail);
const read = (given: Record<string, string> = {}) => readEnv(schema, given);
const envOf = (given: Record<string, string> = {}) => schema.parse(given);
const folder = mkdtempSync(join(tmpdir(), 'channels-'));
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  const [one, two] = [await Authority.make(), await Authority.make()];
  writeFileSync(file('two.pem'), `# ours\n${one.certificate}\n${two.certificate}`);
  writeFileSync(file('broken.pem'), '-----BEGIN CERTIFICATE-----\nmarker\n-----END CERTIFICATE-----\n');
  writeFileSync(file('empty.pem'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('channelsEnv', () => {
  it('needs nothing, and then allows nothing', () => {
    expect(envOf()).toEqual({
      SMTP_STARTTLS: 'required',
      NOTIFIER_SEND_TIMEOUT_SECONDS: 15,
      NOTIFIER_ALLOW_HTTP: false,
      NOTIFIER_ALLOWED_CIDRS: [],
      NOTIFIER_SLACK_HOSTS: ['hooks.slack.com'],
    });
  });

  it('reads what is set', () => {
    const env = envOf({
      SMTP_URL: 'smtps://user:p%40ss@mail.example.com',
      NOTIFIER_MAIL_FROM: 'Token alerts <alerts@example.com>',
      NOTIFIER_ALLOWED_CIDRS: '10.0.0.0/8,fd00::/8',
      NOTIFIER_ALLOW_HTTP: 'true',
      NOTIFIER_CA_FILE: file('two.pem'),
      NOTIFIER_SLACK_HOSTS: 'hooks.slack.com,hooks.slack-gov.com',
      NOTIFIER_API_URL: 'https://latchkey.test/issuer/',
    });
    expect(env).toMatchObject({
      NOTIFIER_MAIL_FROM: { name: 'Token alerts', address: 'alerts@example.com' },
      NOTIFIER_ALLOW_HTTP: true,
      NOTIFIER_SLACK_HOSTS: ['hooks.slack.com', 'hooks.slack-gov.com'],
      NOTIFIER_API_URL: 'https://latchkey.test/issuer',
    });
    expect(env.SMTP_URL).toEqual({ host: 'mail.example.com', port: 465, secure: true, auth: { user: 'user', pass: 'p@ss' } });
    expect(envOf({ SMTP_URL: 'smtp://[::1]', NOTIFIER_MAIL_FROM: 'a@example.com' }).SMTP_URL).toEqual({ host: '::1', port: 587, secure: false });
    expect(env.NOTIFIER_CA_FILE).toHaveLength(2);
    expect(['10.1.2.3', 'fd00::1', '11.0.0.1'].map((address) => containsAddress(env.NOTIFIER_ALLOWED_CIDRS, address))).toEqual([true, true, false]);
    expect(envOf({ NOTIFIER_MAIL_FROM: 'alerts@example.com' }).NOTIFIER_MAIL_FROM).toEqual({ name: '', address: 'alerts@example.com' });
  });

  it.each([
    ...['mail.example.com', 'https://mail.example.com', 'smtp://', 'smtp://mail.example.com/?tls.rejectUnauthorized=false', 'smtp://user:100%@mail.example.com'].map(
      (url) => ['SMTP_URL', url, 'expected smtp:// or smtps:// with a host, and no path or query'] as const,
    ),
    ['SMTP_STARTTLS', 'maybe', 'expected one of required, off'],
    ['NOTIFIER_MAIL_FROM', 'Token alerts', 'expected an address, or a name and an address in angle brackets'],
    ['NOTIFIER_MAIL_FROM', 'a@example.com, b@example.com', 'expected an address, or a name and an address in angle brackets'],
    ['NOTIFIER_ALLOWED_CIDRS', '10.0.0.1/8', 'expected networks in CIDR notation'],
    ['NOTIFIER_ALLOW_HTTP', 'yes', 'expected one of true, false'],
    ['NOTIFIER_CA_FILE', file('none.pem'), 'expected the path of a file with certificates in PEM'],
    ['NOTIFIER_CA_FILE', file('broken.pem'), 'expected the path of a file with certificates in PEM'],
    ['NOTIFIER_CA_FILE', file('empty.pem'), 'expected the path of a file with certificates in PEM'],
    ['NOTIFIER_SLACK_HOSTS', 'https://hooks.slack.com', 'expected names of hosts'],
    ['NOTIFIER_SEND_TIMEOUT_SECONDS', '0', 'expected at least 1'],
  ])('refuses a %s of %s', (name, value, why) => {
    expect(read({ NOTIFIER_MAIL_FROM: 'alerts@example.com', [name]: value })).toEqual({ ok: false, lines: [expect.stringContaining(`${name}: ${why} (`)] });
  });

  it('wants a sender where there is a mail server', () => {
    expect(read({ SMTP_URL: 'smtp://mail.example.com' })).toEqual({ ok: false, lines: [expect.stringContaining('NOTIFIER_MAIL_FROM: is not set')] });
  });
});

describe('channelsOf', () => {
  it('sends no mail where no server is named, and nothing within', async () => {
    const channels = channelsOf(envOf());
    const message = aMessage(aNotice('token.expired.v1'));
    const refused = { kind: 'failed', errorClass: 'address_refused', retry: 'never' };
    expect(await channels.send({ kind: 'email', to: 'owner@example.com' }, message, now)).toMatchObject({ errorClass: 'email_not_configured' });
    for (const address of ['https://127.0.0.1/', 'http://example.com/']) {
      expect(await channels.send({ kind: 'webhook', address, secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }, message, now)).toMatchObject(refused);
    }
    expect(await channels.send({ kind: 'slack', address: 'https://example.com/' }, message, now)).toMatchObject(refused);
  });
});
