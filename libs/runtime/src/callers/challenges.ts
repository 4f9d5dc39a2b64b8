import type { Grant, RefusalReason } from '@latchkey/access';
import { RuntimeError } from '../errors/runtime-error.js';

const realm = 'Bearer realm="latchkey"';

/** The header that goes with every 401 and 403 (RFC 6750 section 3). */
export function challenge(parts: Readonly<Record<string, string>>): { 'www-authenticate': string } {
  return { 'www-authenticate': [realm, ...Object.entries(parts).map(([name, value]) => `${name}="${value}"`)].join(', ') };
}

/** RFC 6750 section 3.1: who sent no credentials is told no error. */
export function noCredentials(): RuntimeError {
  return new RuntimeError('unauthorized', { detail: 'A token is needed.', headers: challenge({}) });
}

export function badRequest(detail: string): RuntimeError {
  return new RuntimeError('invalid_request', { detail, headers: challenge({ error: 'invalid_request', error_description: detail }) });
}

export function invalidToken(why: string): RuntimeError {
  return new RuntimeError('unauthorized', { detail: `${why}.`, headers: challenge({ error: 'invalid_token', error_description: why }) });
}

export function insufficientScope(permissions: readonly string[]): RuntimeError {
  const scope = permissions.join(' ');
  return new RuntimeError('insufficient_scope', {
    detail: `The token needs ${scope}.`,
    headers: challenge({ error: 'insufficient_scope', error_description: 'the token lacks a permission', scope }),
  });
}

/** What the holder of a token is told about its own token, whose last change was at `changedAt` (RFC 3339). */
export function whyRefused(reason: RefusalReason, grant: Grant, changedAt: string): string {
  switch (reason) {
    case 'expired':
      return `the token expired at ${grant.expires_at}`;
    case 'not_yet_valid':
      return `the token is not valid before ${grant.not_before}`;
    case 'revoked':
      return `the token was revoked at ${changedAt}`;
    case 'suspended':
      return `the token is suspended since ${changedAt}`;
    case 'network_required':
    case 'network_refused':
      return 'the token may not be used from this network';
    case 'permission_refused':
    case 'service_required':
    case 'service_refused':
    case 'workspace_required':
    case 'workspace_refused':
      return 'the token does not reach this';
  }
}
