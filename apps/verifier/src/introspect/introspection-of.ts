import type { Grant } from '@latchkey/access';
import { mintedAt } from '@latchkey/tokens';
import type { Verdict } from '../verify/judge-token.js';
import type { Introspection } from './introspect.schema.js';

/** A verdict as RFC 7662 section 2.2 has it. Why a token is not active is not said. */
export function introspectionOf({ judgement, token, stalenessMs, stale }: Verdict, issuer: string | undefined): Introspection {
  if (!judgement.active || !token) return { active: false };
  const { id, serviceAccountId, customerId, grant, sequence } = token;
  return {
    active: true,
    scope: grant.permissions.join(' '),
    client_id: serviceAccountId,
    token_type: 'Bearer',
    ...timesOf(grant),
    iat: Math.floor(mintedAt(id) / 1000),
    sub: serviceAccountId,
    ...(issuer === undefined ? {} : { iss: issuer }),
    jti: id,
    customer_id: customerId,
    service_account_id: serviceAccountId,
    services: grant.services,
    workspaces: grant.workspaces,
    networks: grant.networks,
    sequence,
    staleness_ms: stalenessMs,
    ...(stale ? { stale } : {}),
  };
}

/** In whole seconds, rounded so that they allow no more than the times themselves. */
function timesOf({ expires_at, not_before }: Grant): { exp?: number; nbf?: number } {
  return {
    ...(expires_at === null ? {} : { exp: Math.floor(Date.parse(expires_at) / 1000) }),
    ...(not_before === null ? {} : { nbf: Math.ceil(Date.parse(not_before) / 1000) }),
  };
}
