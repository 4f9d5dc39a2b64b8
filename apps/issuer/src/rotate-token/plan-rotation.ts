import type { Grant } from '@latchkey/access';
import type { CustomerEntity } from '../customers/customer.entity.js';
import { IssuerError } from '../issuer.errors.js';
import { checkPolicy } from '../policy/check-policy.js';
import { latestEnd } from '../policy/policy.js';
import { checkGrant, earliest } from '../tokens/check-grant.js';
import type { Target } from '../tokens/lock-target.js';
import { grantOf, rfc3339 } from '../tokens/token-grant.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import type { RotateTokenRequest } from './rotate-token.request.js';

export interface RotationPlan {
  /** Of the successor: its predecessor's, but for the end. */
  readonly grant: Grant;
  /** When the predecessor ends. */
  readonly endsAt: Date;
}

export interface Rotating extends Target {
  readonly customer: Pick<CustomerEntity, 'platform' | 'policy'>;
  readonly now: Date;
}

/** Least privilege: throws unless whoever rotates the token holds every right that it has; by itself it never gains a day. */
export function planRotation({ token, maker, customer, now }: Rotating, request: RotateTokenRequest): RotationPlan {
  if (token.status === 'suspended') throw new IssuerError('token_suspended');
  if (token.successorId !== null) throw new IssuerError('already_rotated');
  const widest = earliest(maker.boundByExpiry ? maker.grant.expires_at : null, rfc3339(latestEnd(customer.policy, now)));
  const expiresAt = request.expires_at === undefined ? earliest(rfc3339(sameLifeAgain(token, now)), widest) : request.expires_at;
  const grant = { ...grantOf(token), expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString() };
  if (isEmpty(grant)) throw new IssuerError('empty_window');
  checkGrant(grant, { maker, customer, now });
  checkPolicy(customer.policy, { expiresAt: expiresAt === null ? null : new Date(expiresAt), createdAt: now, labels: token.labels });
  return { grant, endsAt: overlapEnd(token, now, request.overlap_seconds) };
}

/** A token that is not valid yet may get a successor that would have ended by then. */
function isEmpty({ not_before: notBefore, expires_at: expiresAt }: Grant): boolean {
  return notBefore !== null && expiresAt !== null && Date.parse(notBefore) >= Date.parse(expiresAt);
}

function sameLifeAgain({ createdAt, expiresAt }: TokenEntity, now: Date): Date | null {
  return expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime());
}

function overlapEnd({ expiresAt }: TokenEntity, now: Date, overlapSeconds: number): Date {
  const end = new Date(now.getTime() + overlapSeconds * 1000);
  return expiresAt && expiresAt < end ? expiresAt : end;
}
