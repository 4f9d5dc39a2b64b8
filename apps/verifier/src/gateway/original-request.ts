import type { IncomingHttpHeaders } from 'node:http';

/** What was asked of the gateway. */
export interface OriginalRequest {
  readonly method: string;
  /** As it was written: path and query. */
  readonly target: string;
}

/** RFC 9110 section 9.1. */
const method = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}$/;
const ways = [
  ['x-original-method', 'x-original-uri'],
  ['x-forwarded-method', 'x-forwarded-uri'],
] as const;

/**
 * As nginx (X-Original-*) or Traefik (X-Forwarded-*) says it. `undefined` where it stands in both ways: one of them the gateway does not set, and then the client
 * may have.
 */
export function originalRequest(headers: IncomingHttpHeaders): OriginalRequest | undefined {
  const [way, ...others] = ways.filter((names) => names.some((name) => headers[name] !== undefined));
  if (way === undefined || others.length > 0) return undefined;
  const [verb, target] = way.map((name) => headers[name]);
  return typeof verb === 'string' && typeof target === 'string' && method.test(verb) ? { method: verb, target } : undefined;
}
