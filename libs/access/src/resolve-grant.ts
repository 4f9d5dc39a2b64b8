import { AccessError, type AccessErrorCode } from './access.errors.js';
import { canonicalNetwork } from './address-set.js';
import { type Catalogue, permissionsOf } from './catalogue.js';
import type { Grant } from './grant.js';
import type { Permission } from './permission.js';

/** Rights as they are asked for, named as in the API. */
export interface GrantRequest extends LimitRequest {
  readonly roles: readonly string[];
  /** Names of scopes, space-separated. */
  readonly scope: string;
}

/** Where and when the rights are to hold. */
export interface LimitRequest {
  /** Absent: limited if `services` names any. */
  readonly limit_services?: boolean | undefined;
  readonly services: readonly string[];
  /** Absent: limited. */
  readonly limit_workspaces?: boolean | undefined;
  readonly workspaces: readonly string[];
  /** `null` is any network, `[]` none. A lone address counts as a network of one. */
  readonly allowed_cidrs: readonly string[] | null;
  /** RFC 3339. */
  readonly not_before: string | null;
  readonly expires_at: string | null;
}

/**
 * What the request comes to: (union of roles) AND (union of scopes), with lists sorted and free of repeats, networks and instants in their one form. Throws an
 * AccessError where the request names what the catalogue does not have or contradicts itself.
 */
export function resolveGrant(catalogue: Catalogue, request: GrantRequest): Grant {
  return limitGrant(catalogue, effectivePermissions(catalogue, request), request);
}

/** Permissions resolved earlier, under these limits. Throws an AccessError where the request contradicts itself. */
export function limitGrant(catalogue: Catalogue, permissions: Permission[], request: LimitRequest): Grant {
  return {
    permissions,
    services: limit('services', request.limit_services ?? request.services.length > 0, request.services),
    workspaces: workspaceLimit(catalogue, request, permissions),
    networks: request.allowed_cidrs && sorted(request.allowed_cidrs.map(network)),
    ...timeWindow(request),
  };
}

function effectivePermissions(catalogue: Catalogue, { roles, scope }: GrantRequest): Permission[] {
  const byRole = named(catalogue.roles, roles, 'unknown_role', 'roles');
  const scopes = scope.split(' ').filter((name) => name !== '');
  if (scopes.length === 0) throw new AccessError('unknown_scope', 'scope names no scope');
  const byScope = named(catalogue.scopes, scopes, 'unknown_scope', 'scope');
  const masked = new Set(permissionsOf(catalogue, byScope));
  return sorted(permissionsOf(catalogue, byRole).filter((permission) => masked.has(permission)));
}

/** The patterns under these names together. */
function named(sets: Catalogue['roles'], names: readonly string[], code: AccessErrorCode, field: string): string[] {
  return names.flatMap((name, index) => {
    // Own properties only: `constructor` is no role.
    const patterns = Object.hasOwn(sets, name) ? sets[name] : undefined;
    if (!patterns) throw new AccessError(code, `${field}[${index}] is not in the catalogue`);
    return patterns;
  });
}

function limit(field: 'services' | 'workspaces', limited: boolean, list: readonly string[]): string[] | null {
  if (!limited && list.length > 0) throw new AccessError('contradictory_limit', `${field} is not empty, but limit_${field} is false`);
  return limited ? sorted(list) : null;
}

/**
 * As at Fastly, the limit concerns only roles with workspace access. Without any such permission the default (limited to no workspace) would bar the token
 * from everything, since a request about a service names no workspace.
 */
function workspaceLimit(catalogue: Catalogue, request: LimitRequest, permissions: readonly Permission[]): string[] | null {
  const limited = limit('workspaces', request.limit_workspaces ?? true, request.workspaces);
  const concerned = permissions.some((permission) => catalogue.workspacePermissions.includes(permission));
  return concerned || request.workspaces.length > 0 ? limited : null;
}

function network(text: string, index: number): string {
  const canonical = canonicalNetwork(text);
  if (canonical === undefined) {
    throw new AccessError('invalid_cidr', `allowed_cidrs[${index}] is no address or network in CIDR notation, or has bits set beyond its prefix`);
  }
  return canonical;
}

function timeWindow(request: LimitRequest): Pick<Grant, 'not_before' | 'expires_at'> {
  const [notBefore, expiresAt] = [instant('not_before', request.not_before), instant('expires_at', request.expires_at)];
  if (notBefore && expiresAt && notBefore >= expiresAt) throw new AccessError('empty_window', 'expires_at is not after not_before');
  return { not_before: notBefore?.toISOString() ?? null, expires_at: expiresAt?.toISOString() ?? null };
}

function instant(field: 'not_before' | 'expires_at', text: string | null): Date | null {
  if (text === null) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new AccessError('invalid_instant', `${field} is no RFC 3339 instant`);
  return date;
}

function sorted(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}
