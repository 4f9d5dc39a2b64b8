import { containsAddress } from './address-set.js';
import { type CompiledGrant, compileGrant } from './compiled-grant.js';
import type { Grant, TokenStatus } from './grant.js';
import type { Permission } from './permission.js';

/** In the order in which they are looked at: the first that applies is given. */
export const refusalReasons = [
  'revoked',
  'suspended',
  'expired',
  'not_yet_valid',
  'network_required',
  'network_refused',
  'permission_refused',
  'service_required',
  'service_refused',
  'workspace_required',
  'workspace_refused',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** What is to be done, on what, from where and when. */
export interface AccessRequest {
  readonly permission: Permission;
  readonly service_id?: string | undefined;
  readonly workspace_id?: string | undefined;
  readonly ip?: string | undefined;
  readonly at: Date;
}

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: RefusalReason };

/** Whether the grant allows the request. A limited dimension that the request leaves out refuses: what was not said cannot be within the limit. */
export function authorize(grant: Grant | CompiledGrant, request: AccessRequest): Verdict {
  const reason = refusal(compileGrant(grant), request);
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

/** Why a token is not to be taken at all, whatever it is to do. Networks count only where `ip` is known; `authorize` asks for it. */
export function refusalOf(
  grant: Grant | CompiledGrant,
  status: TokenStatus,
  { ip, at }: { readonly ip?: string | undefined; readonly at: Date },
): RefusalReason | undefined {
  if (status !== 'active') return status;
  const compiled = compileGrant(grant);
  return timeRefusal(compiled, at) ?? (ip === undefined ? undefined : networkRefusal(compiled, ip));
}

function refusal(grant: CompiledGrant, { permission, service_id, workspace_id, ip, at }: AccessRequest): RefusalReason | undefined {
  return (
    timeRefusal(grant, at) ??
    networkRefusal(grant, ip) ??
    (grant.holds(permission) ? undefined : 'permission_refused') ??
    listRefusal(grant.services, service_id, 'service') ??
    listRefusal(grant.workspaces, workspace_id, 'workspace')
  );
}

function timeRefusal({ notBefore, expiresAt }: CompiledGrant, at: Date): RefusalReason | undefined {
  const now = at.getTime();
  // Asked this way round, a time that is none (NaN) is refused.
  if (!(now < expiresAt)) return 'expired';
  return now >= notBefore ? undefined : 'not_yet_valid';
}

function networkRefusal({ networks }: CompiledGrant, ip: string | undefined): RefusalReason | undefined {
  if (networks === null) return undefined;
  if (ip === undefined) return 'network_required';
  return containsAddress(networks, ip) ? undefined : 'network_refused';
}

function listRefusal(
  allowed: ReadonlySet<string> | null,
  wanted: string | undefined,
  dimension: 'service' | 'workspace',
): RefusalReason | undefined {
  if (allowed === null) return undefined;
  if (wanted === undefined) return `${dimension}_required`;
  return allowed.has(wanted) ? undefined : `${dimension}_refused`;
}
