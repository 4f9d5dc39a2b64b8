import {
  encodeEvent,
  fields,
  tokenIssued,
  tokenLeaked,
  tokenPredecessorUsed,
  tokenResumed,
  tokenRevoked,
  tokenRotated,
  tokenSuspended,
  tokenUpdated,
} from '@latchkey/contracts';
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
  return { actor: actorOf(caller), ip: origin.ip, user_agent: origin.userAgent, request_id: origin.requestId };
}

/** A process of Latchkey itself, outside any request. */
export function bySystem(name: string): By {
  return { actor: fields.systemActor(name), ip: null, user_agent: null, request_id: null };
}

function actorOf(caller: Caller): By['actor'] {
  const { kind, name } = caller;
  if (kind === 'person') return { kind, token_id: null, service_account_id: null, person_id: caller.personId, name };
  return { kind, token_id: caller.tokenId, service_account_id: caller.serviceAccountId, person_id: null, name };
}

/** `accountName` is that of a service account that was made together with the token. */
export function issuedRecord(token: TokenEntity, by: By, accountName: string | null = null): OutgoingRecord {
  const data = {
    ...subjectOf(token),
    ...by,
    ...rightsOf(token),
    parent_id: token.parentId,
    family_id: token.familyId,
    sequence: token.sequence,
    predecessor_id: token.predecessorId,
    service_account_name: accountName,
  };
  return encodeEvent(tokenIssued, { ...envelopeOf(token), data });
}

export function revokedRecord(token: TokenEntity, by: By, reason: RevocationReason): OutgoingRecord {
  const data = { ...subjectOf(token), ...by, reason, expires_at: rfc3339(token.expiresAt), sequence: token.sequence };
  return encodeEvent(tokenRevoked, { ...envelopeOf(token), data });
}

/** `changed` are the names of the fields that are not as they were. */
export function updatedRecord(token: TokenEntity, by: By, changed: readonly string[]): OutgoingRecord {
  const data = { ...subjectOf(token), ...by, ...rightsOf(token), notify_days: token.notifyDays, changed: [...changed], sequence: token.sequence };
  return encodeEvent(tokenUpdated, { ...envelopeOf(token), data });
}

export function suspendedRecord(token: TokenEntity, by: By): OutgoingRecord {
  return encodeEvent(tokenSuspended, { ...envelopeOf(token), data: { ...subjectOf(token), ...by, sequence: token.sequence } });
}

export function resumedRecord(token: TokenEntity, by: By): OutgoingRecord {
  return encodeEvent(tokenResumed, { ...envelopeOf(token), data: { ...subjectOf(token), ...by, sequence: token.sequence } });
}

/** The predecessor, which works until `endsAt`. */
export function rotatedRecord(token: TokenEntity, by: By, { successorId, endsAt }: { successorId: string; endsAt: Date }): OutgoingRecord {
  const rotation = { successor_id: successorId, family_id: token.familyId, ends_at: endsAt.toISOString() };
  return encodeEvent(tokenRotated, { ...envelopeOf(token), data: { ...subjectOf(token), ...by, ...rotation, sequence: token.sequence } });
}

export function leakedRecord(token: TokenEntity, by: By, found: Pick<DataOf<typeof tokenLeaked>, 'found_in' | 'url' | 'reporter'>): OutgoingRecord {
  return encodeEvent(tokenLeaked, { ...envelopeOf(token), data: { ...subjectOf(token), ...by, ...found } });
}

type PredecessorUse = Pick<DataOf<typeof tokenPredecessorUsed>, 'late' | 'used_at' | 'service_id' | 'count'>;

/** `id` is the same for the same token and day. */
export function predecessorUsedRecord(token: TokenEntity & { successorId: string }, by: By, use: PredecessorUse): OutgoingRecord {
  const id = `${token.id}/predecessor-used/${use.used_at.slice(0, 10)}`;
  const data = { ...subjectOf(token), ...by, successor_id: token.successorId, family_id: token.familyId, ...use };
  return encodeEvent(tokenPredecessorUsed, { id, source: 'issuer', time: use.used_at, subject: token.id, data });
}

function rightsOf(token: TokenEntity): Pick<Issued, 'roles' | 'scope' | 'grant'> {
  return { roles: token.roles, scope: token.scope, grant: grantOf(token) };
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
