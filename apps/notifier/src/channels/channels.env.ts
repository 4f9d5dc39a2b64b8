import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { addressSet, canonicalNetwork } from '@latchkey/access';
import { z } from 'zod';
import { mailFrom } from './email/mail-from.js';
import { smtpUrl } from './email/smtp-url.js';

const list = <T>(read: (each: string) => T | undefined, error: string) =>
  z.string().transform((text, context) => {
    const found = text.split(',').map(read);
    if (found.every((each) => each !== undefined)) return found;
    context.addIssue({ code: 'custom', message: error });
    return z.NEVER;
  });

const flag = z.enum(['true', 'false']).default('false').transform((text) => text === 'true');

/** Read with the environment, so that no service starts on certificates that it does not have. */
const certificates = z.string().transform((file, context): readonly string[] => {
  try {
    const found = readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    if (found.length > 0) return found.map((pem) => new X509Certificate(pem).toString());
  } catch {
    // Told below: what is wrong with it might repeat what stands in it.
  }
  context.addIssue({ code: 'custom', message: 'expected the path of a file with certificates in PEM' });
  return z.NEVER;
});

/** How the notifier sends. */
export const channelsEnv = {
  SMTP_URL: smtpUrl.optional().meta({
    description: 'smtp://user:password@host:port (587) or, with TLS from the start, smtps:// (465): the server that takes mails; unset, no mail is sent',
    secret: true,
  }),
  SMTP_STARTTLS: z.enum(['required', 'off']).default('required').describe('required, or off: whether smtp:// goes over to TLS before a mail is sent; default required'),
  NOTIFIER_MAIL_FROM: mailFrom.optional().describe('who mails are from: an address, or a name and an address in angle brackets; needed with SMTP_URL'),
  NOTIFIER_SEND_TIMEOUT_SECONDS: z.coerce.number().min(1).max(60).default(15).describe('how long one attempt to deliver may take, default 15'),
  NOTIFIER_ALLOW_HTTP: flag.describe('whether webhooks may be sent without TLS; default false'),
  NOTIFIER_ALLOWED_CIDRS: list(canonicalNetwork, 'expected networks in CIDR notation')
    .transform(addressSet)
    .default([])
    .describe('networks, separated by commas, to which webhooks may be sent although they are private; default none'),
  NOTIFIER_CA_FILE: certificates.optional().describe('path of a file with certificates in PEM that are believed besides those of Node, of receivers and of the mail server'),
  NOTIFIER_SLACK_HOSTS: list((host) => (/^[a-z0-9.-]{1,253}$/.test(host) ? host : undefined), 'expected names of hosts')
    .prefault('hooks.slack.com')
    .describe('hosts of incoming webhooks of Slack, separated by commas; default hooks.slack.com'),
  NOTIFIER_API_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('where readers of notices reach the issuer’s API; unset, calls are shown without a host'),
};
export type ChannelsEnv = z.infer<z.ZodObject<typeof channelsEnv>>;

/** Mail that is from nobody would fail one by one. */
export function checkMail(env: Pick<ChannelsEnv, 'SMTP_URL' | 'NOTIFIER_MAIL_FROM'>, context: z.RefinementCtx): void {
  if (env.SMTP_URL === undefined || env.NOTIFIER_MAIL_FROM !== undefined) return;
  context.addIssue({ code: 'custom', message: 'is not set', path: ['NOTIFIER_MAIL_FROM'] });
}
