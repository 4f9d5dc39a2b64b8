import { z } from 'zod';

/** The server of an SMTP address. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the start. */
  readonly secure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** `smtp://` or `smtps://`, with nothing after host and port: options there would be another way to turn TLS off. */
export const smtpUrl = z.string().transform((text, context): SmtpServer => {
  const server = serverOf(text);
  if (server) return server;
  context.addIssue({ code: 'custom', message: 'expected smtp:// or smtps:// with a host, and no path or query' });
  return z.NEVER;
});

function serverOf(text: string): SmtpServer | undefined {
  if (!/^smtps?:\/\/[^/?#\s]+\/?$/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text);
  const secure = protocol === 'smtps:';
  const [user, pass] = [decode(username), decode(password)];
  if (user === undefined || pass === undefined) return undefined;
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(user !== '' && { auth: { user, pass } }),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
