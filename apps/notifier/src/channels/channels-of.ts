import { rootCertificates } from 'node:tls';
import { Channels } from './channels.js';
import type { ChannelsEnv } from './channels.env.js';
import { EmailChannel } from './email/email-channel.js';
import type { MailServer } from './email/email-channel.js';
import { GuardedHttp } from './http/guarded-http.js';
import { SlackChannel } from './slack/slack-channel.js';
import { WebhookChannel } from './webhook/webhook-channel.js';

const connectMs = 5000;

/** The channels as the environment has them. Connects to nothing. */
export function channelsOf(env: ChannelsEnv): Channels {
  const totalMs = env.NOTIFIER_SEND_TIMEOUT_SECONDS * 1000;
  const trusted = env.NOTIFIER_CA_FILE && { trusted: [...rootCertificates, ...env.NOTIFIER_CA_FILE] };
  const rules = { allowedNetworks: env.NOTIFIER_ALLOWED_CIDRS, allowHttp: env.NOTIFIER_ALLOW_HTTP };
  const http = new GuardedHttp({ ...rules, connectMs: Math.min(connectMs, totalMs), totalMs, ...trusted });
  const server = mailServer(env);
  return new Channels(
    new WebhookChannel(http),
    new EmailChannel(server && { ...server, totalMs, ...trusted }, env.NOTIFIER_API_URL),
    new SlackChannel(http, env.NOTIFIER_SLACK_HOSTS, env.NOTIFIER_API_URL),
  );
}

function mailServer(env: ChannelsEnv): Omit<MailServer, 'totalMs' | 'trusted'> | undefined {
  if (env.SMTP_URL === undefined || env.NOTIFIER_MAIL_FROM === undefined) return undefined;
  return { ...env.SMTP_URL, startTls: env.SMTP_STARTTLS === 'required', from: env.NOTIFIER_MAIL_FROM };
}
