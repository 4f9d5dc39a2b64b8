import { authorize, type CompiledGrant, type Grant, refusalOf, type TokenStatus } from '@latchkey/access';
import type { VerdictReason, VerifyRequest } from './verify.schema.js';

export interface Judgement {
  readonly active: boolean;
  readonly reason?: VerdictReason;
  readonly allowed?: boolean;
}

/** Whether a token that is known is live, and, if a permission was named, whether it may do that. */
export function judge(token: { grant: Grant | CompiledGrant; status: TokenStatus }, request: VerifyRequest, at: Date): Judgement {
  const { permission, service_id, workspace_id, ip } = request;
  const dead = refusalOf(token.grant, token.status, { at });
  if (dead !== undefined) return refuse(dead, request);
  if (permission === undefined) return { active: true };
  const verdict = authorize(token.grant, { permission, service_id, workspace_id, ip, at });
  return verdict.allowed ? { active: true, allowed: true } : { active: true, reason: verdict.reason, allowed: false };
}

/** The judgement of a token that is not to be taken at all. */
export function refuse(reason: VerdictReason, { permission }: VerifyRequest): Judgement {
  return permission === undefined ? { active: false, reason } : { active: false, reason, allowed: false };
}
