import { AttemptError } from '../outcome.js';
import type { ErrorClass, Failed } from '../outcome.js';

/** What nodemailer throws of a server or of the way there. */
export interface SmtpError {
  readonly code?: string;
  /** Of a system error that `code` no longer tells. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

const classes: Readonly<Record<string, ErrorClass>> = {
  EABORT: 'timeout',
  ETIMEDOUT: 'timeout',
  EDNS: 'dns',
  ETLS: 'tls',
  EREQUIRETLS: 'tls',
  EAUTH: 'smtp_auth',
  ENOAUTH: 'smtp_auth',
  ECONNECTION: 'connection_lost',
  EPROTOCOL: 'bad_response',
};

/**
 * Only what a server says for good of the recipient or of the mail itself is final (RFC 5321, section 4.2.1): a 5xx to anything else, such as
 * the sender or the log-in, is about the deployment, and mails wait for it to be put right. What is neither of a server nor of the way there is thrown on.
 */
export function smtpFailure(error: SmtpError, durationMs: number): Failed {
  const { responseCode: status, command = '' } = error;
  const isFinal = status !== undefined && status >= 500 && /^(RCPT TO|DATA)/.test(command);
  const errorClass = classOf(error);
  if (!errorClass) throw error;
  const failed = new AttemptError(errorClass, isFinal ? 'never' : 'later').toFailed(durationMs);
  return status === undefined ? failed : { ...failed, status };
}

function classOf({ code = '', originalCode = '', responseCode }: SmtpError): ErrorClass | undefined {
  const byCode = classes[code];
  if (byCode === 'smtp_auth' || byCode === 'tls') return byCode;
  if (responseCode !== undefined) return responseCode < 500 ? 'smtp_4xx' : 'smtp_5xx';
  if (byCode || code !== 'ESOCKET') return byCode;
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(originalCode)) return 'connection_refused';
  return /CERT|SSL|TLS|EPROTO/.test(originalCode) ? 'tls' : 'connection_lost';
}
