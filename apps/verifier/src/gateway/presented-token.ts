import type { IncomingMessage } from 'node:http';
import { ApiError, credentialsOf } from '@latchkey/runtime';

/** The text that stands where a token belongs, or why there is none. */
export type Presented = { readonly secret: string } | { readonly denied: 'no_credentials' | 'ambiguous_credentials' };

export function presentedToken({ headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): Presented {
  if (isTwice('authorization', rawHeaders) || (headers['fastly-key'] !== undefined && isTwice('fastly-key', rawHeaders))) return { denied: 'ambiguous_credentials' };
  try {
    const secret = credentialsOf(headers);
    return secret === undefined ? { denied: 'no_credentials' } : { secret };
  } catch (error) {
    if (error instanceof ApiError) return { denied: 'ambiguous_credentials' };
    throw error;
  }
}

/** Node keeps the first Authorization alone, and what stands behind the gateway might take the last. */
function isTwice(name: string, rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at];
    if (given?.length === name.length && given.toLowerCase() === name) count += 1;
  }
  return count > 1;
}
