import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { containsSecret } from '@latchkey/tokens';

const sane = /^[A-Za-z0-9._-]{8,100}$/;

/** The caller's `x-request-id` if it is fit for logs and headers, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) && !containsSecret(given) ? given : randomUUID();
}
