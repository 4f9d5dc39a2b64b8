import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from './challenges.js';

/** The token of `Authorization: Bearer` or `Fastly-Key`, as text not yet checked; `undefined` when there is none. Never read from the query (RFC 6750 section 5.3). */
export function credentialsOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = bearerOf(headers.authorization);
  const key = headers['fastly-key'];
  if (Array.isArray(key) || (bearer !== undefined && key !== undefined && bearer !== key)) {
    throw badRequest('Authorization and Fastly-Key name different tokens.');
  }
  return bearer ?? key;
}

/** As nearly all write it: what follows is read otherwise where it is not one word. */
const usual = /^Bearer ([^\s]+)$/;

function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const token = usual.exec(header)?.[1];
  if (token !== undefined) return token;
  const [scheme, ...rest] = header.trim().split(/\s+/);
  if (scheme?.toLowerCase() !== 'bearer') return undefined;
  if (rest.length !== 1) throw badRequest('Authorization: Bearer needs exactly one token.');
  return rest[0];
}
