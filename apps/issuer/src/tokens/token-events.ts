import { encodeEvent, tokenIssued, tokenRevoked } from '@latchkey/contracts';
import type { DataOf, OutgoingRecord } from '@latchkey/contracts';
import type { Caller, Origin } from '@latchkey/runtime';
import { mintId } from '@latchkey/tokens';
import { grantOf, rfc3339 } from './token-grant.js';
import type { TokenEntity } from './token.entity.js';

type Issued = DataOf<typeof tokenIssued>;
export type RevocationReason = DataOf<typeof tokenRevoked>['reason'];

/** Who did it, and where the request came from. */
export type By = Pick<Issued, 'actor' | 'ip' | 'user_agent' | 'request_id'>;

export function byCaller(caller: Caller, origin: Origin): By {
  const actor = { kind: 'token', token_id: caller.tokenId, service_account_id: caller.serviceAccountId, name: caller.name } as const;
  return { actor, ip: origin.ip, user_agent: origin.userAgent, request_id: origin.requestId };
}

/** A process of Latchkey itself, outside any request. */
export function bySystem(name: string): By {
  return { actor: { kind: 'system', token_id: null, service_account_id: null, name }, ip: null, user_agent: null, request_id: null };
}

export function issuedRecord(token: TokenEntity, by: By): OutgoingRecord {
  const data = {
    ...subjectOf(token),
    ...by,
    roles: token.roles,
    scope: token.scope,
    grant: grantOf(token),
    parent_id: token.parentId,
    family_id: token.familyId,
    sequence: token.sequence,
  };
  return encodeEvent(tokenIssued, { ...envelopeOf(token), data });
}

export function revokedRecord(token: TokenEntity, by: By, reason: RevocationReason): OutgoingRecord {
  const data = { ...subjectOf(token), ...by, reason, expires_at: rfc3339(token.expiresAt), sequence: token.sequence };
  return encodeEvent(tokenRevoked, { ...envelopeOf(token), data });
}

function subjectOf(token: TokenEntity): Pick<Issued, 'token_id' | 'customer_id' | 'service_account_id' | 'token_name' | 'labels'> {
  return {
    token_id: token.id,
    customer_id: token.customerId,
    service_account_id: token.serviceAccountId,
    token_name: token.name,
    labels: token.labels,
  };
}

function envelopeOf(token: TokenEntity): { id: string; source: string; time: string; subject: string } {
  return { id: mintId(), source: 'issuer', time: token.changedAt.toISOString(), subject: token.id };
}
