import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import type { Message } from '../message.js';
import { AttemptError, since } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { emailAddress } from './mail-from.js';
import type { Mailbox } from './mail-from.js';
import { mailOf } from './mail.js';
import { smtpFailure } from './smtp-failure.js';
import type { SmtpError } from './smtp-failure.js';
import type { SmtpServer } from './smtp-url.js';

export interface EmailDestination {
  readonly kind: 'email';
  /** One: each recipient is a delivery of its own, with an outcome, attempts and a way out of its own. */
  readonly to: string;
  /** An https address that ends these mails to this one: by POST without more (RFC 8058), and by GET for a person. */
  readonly unsubscribe?: string;
}

/** The server that takes the deployment's mail. */
export interface MailServer extends SmtpServer {
  /** Where TLS is not there from the start, whether nothing is said before it is. */
  readonly startTls: boolean;
  readonly trusted?: readonly string[];
  readonly from: Mailbox;
  /** For all of one mail. */
  readonly totalMs: number;
}

/** Sends mails by SMTP, each over a connection of its own. */
export class EmailChannel {
  private readonly transport: Transporter | undefined;

  /** Without a server, mail is off and every attempt says so. */
  constructor(
    private readonly server: MailServer | undefined,
    private readonly api?: string,
  ) {
    this.transport = server && createTransport(transportOptions(server));
  }

  async send({ to, unsubscribe }: EmailDestination, message: Message, now: Date): Promise<Outcome> {
    const started = performance.now();
    if (!this.server || !this.transport) return new AttemptError('email_not_configured').toFailed(0);
    if (!isSafe(to, unsubscribe)) return new AttemptError('address_refused', 'never').toFailed(0);
    const { from, totalMs } = this.server;
    const mail = mailOf(message, { from, to, ...(unsubscribe !== undefined && { unsubscribe }) }, { now, ...(this.api !== undefined && { api: this.api }) });
    try {
      const { response } = await this.transport.sendMail({ ...mail, signal: AbortSignal.timeout(totalMs) });
      return { kind: 'delivered', status: Number(String(response).slice(0, 3)), durationMs: since(started) };
    } catch (error) {
      return smtpFailure(error as SmtpError, since(started));
    }
  }
}

/** Both go into headers: nothing in them may end a line or a bracket. */
function isSafe(to: string, unsubscribe: string | undefined): boolean {
  return emailAddress.safeParse(to).success && (unsubscribe === undefined || /^https:\/\/[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(unsubscribe));
}

function transportOptions({ host, port, secure, startTls, auth, trusted, totalMs }: MailServer) {
  return {
    host,
    port,
    secure,
    requireTLS: !secure && startTls,
    ignoreTLS: !secure && !startTls,
    ...(auth && { auth: { ...auth } }),
    tls: { minVersion: 'TLSv1.2' as const, ...(trusted && { ca: [...trusted] }) },
    connectionTimeout: totalMs,
    greetingTimeout: totalMs,
    socketTimeout: totalMs,
  };
}
