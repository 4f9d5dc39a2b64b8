import { containsAddress } from './address-set.js';
import { type CompiledGrant, CompiledRights, compileGrant, type TimeWindow } from './compiled-grant.js';
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

type AnyGrant = Grant | CompiledGrant;

/**
 * Whether the grant allows the request; of rights the time window is given beside them. A limited dimension that the request leaves out refuses: what was not said
 * cannot be within the limit.
 */
export function authorize(grant: AnyGrant, request: AccessRequest): Verdict;
export function authorize(rights: CompiledRights, request: AccessRequest, window: TimeWindow): Verdict;
export function authorize(given: AnyGrant | CompiledRights, request: AccessRequest, window?: TimeWindow): Verdict {
  const rights = compiled(given);
  const reason = timeRefusal(window ?? rights, request.at) ?? refusal(rights, request);
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

interface Circumstances {
  readonly ip?: string | undefined;
  readonly at: Date;
}

/** Why a token is not to be taken at all, whatever it is to do. Networks count only where `ip` is known; `authorize` asks for it. */
export function refusalOf(grant: AnyGrant, status: TokenStatus, circumstances: Circumstances): RefusalReason | undefined;
export function refusalOf(rights: CompiledRights, status: TokenStatus, circumstances: Circumstances, window: TimeWindow): RefusalReason | undefined;
export function refusalOf(given: AnyGrant | CompiledRights, status: TokenStatus, { ip, at }: Circumstances, window?: TimeWindow): RefusalReason | undefined {
  if (status !== 'active') return status;
  const rights = compiled(given);
  return timeRefusal(window ?? rights, at) ?? (ip === undefined ? undefined : networkRefusal(rights, ip));
}

function refusal(rights: CompiledRights, { permission, service_id, workspace_id, ip }: AccessRequest): RefusalReason | undefined {
  return (
    networkRefusal(rights, ip) ??
    (rights.holds(permission) ? undefined : 'permission_refused') ??
    listRefusal(rights.services, service_id, 'service') ??
    listRefusal(rights.workspaces, workspace_id, 'workspace')
  );
}

function compiled(given: AnyGrant | CompiledRights): CompiledRights & Partial<TimeWindow> {
  return given instanceof CompiledRights ? given : compileGrant(given);
}

function timeRefusal({ notBefore = Infinity, expiresAt = -Infinity }: Partial<TimeWindow>, at: Date): RefusalReason | undefined {
  const now = at.getTime();
  // Asked this way round, a time that is none (NaN) is refused.
  if (!(now < expiresAt)) return 'expired';
  return now >= notBefore ? undefined : 'not_yet_valid';
}

function networkRefusal({ networks }: CompiledRights, ip: string | undefined): RefusalReason | undefined {
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
