import type { IncomingHttpHeaders } from 'node:http';

/** What was asked of the gateway. */
export interface OriginalRequest {
  readonly method: string;
  /** As it was written: path and query. */
  readonly target: string;
}

/** RFC 9110 section 9.1. */
const method = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}$/;

/**
 * As nginx (X-Original-*) or Traefik (X-Forwarded-*) says it. `undefined` where it stands in both ways: one of them the gateway does not set, and then the client
 * may have.
 */
export function originalRequest(headers: IncomingHttpHeaders): OriginalRequest | undefined {
  const { 'x-original-method': nginxMethod, 'x-original-uri': nginxTarget, 'x-forwarded-method': traefikMethod, 'x-forwarded-uri': traefikTarget } = headers;
  const byNginx = nginxMethod !== undefined || nginxTarget !== undefined;
  const byTraefik = traefikMethod !== undefined || traefikTarget !== undefined;
  if (byNginx === byTraefik) return undefined;
  const [verb, target] = byNginx ? [nginxMethod, nginxTarget] : [traefikMethod, traefikTarget];
  return typeof verb === 'string' && typeof target === 'string' && method.test(verb) ? { method: verb, target } : undefined;
}
