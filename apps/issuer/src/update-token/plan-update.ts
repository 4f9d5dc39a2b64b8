import { isDeepStrictEqual } from 'node:util';
import { limitGrant, resolveGrant } from '@latchkey/access';
import type { Catalogue, Grant, LimitRequest } from '@latchkey/access';
import { rolesOf, scopeOf } from '../tokens/rights-request.js';
import { grantColumns, rfc3339 } from '../tokens/token-grant.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import type { UpdateTokenRequest } from './update-token.request.js';

/** What can be changed of a token. */
export type Updated = Pick<
  TokenEntity,
  | 'name' | 'roles' | 'scope' | 'limitWorkspaces' | 'permissions' | 'services' | 'workspaces' | 'allowedCidrs' | 'notBefore' | 'expiresAt'
  | 'notifyDays' | 'labels'
>;

export interface UpdatePlan {
  readonly updated: Updated;
  /** The fields, as the API names them, that will not be as they are. */
  readonly changed: string[];
}

const apiNames: Readonly<Record<keyof Updated, string>> = {
  name: 'name',
  roles: 'roles',
  scope: 'scope',
  limitWorkspaces: 'limit_workspaces',
  permissions: 'permissions',
  services: 'services',
  workspaces: 'workspaces',
  allowedCidrs: 'allowed_cidrs',
  notBefore: 'not_before',
  expiresAt: 'expires_at',
  notifyDays: 'notify_days',
  labels: 'labels',
};

/** Permissions stay as they were resolved when they were given, unless roles or scope are named. Throws an AccessError. */
export function planUpdate(catalogue: Catalogue, token: TokenEntity, request: UpdateTokenRequest): UpdatePlan {
  const limits = limitsOf(token, request);
  const updated: Updated = {
    name: request.name ?? token.name,
    ...namesOf(token, request),
    limitWorkspaces: limits.limit_workspaces ?? token.limitWorkspaces,
    ...grantColumns(grantFor(catalogue, token, request, limits)),
    notifyDays: request.notify_days === undefined ? token.notifyDays : request.notify_days,
    labels: request.labels ?? token.labels,
  };
  const fields = Object.keys(apiNames) as (keyof Updated)[];
  return { updated, changed: fields.filter((field) => !isDeepStrictEqual(token[field], updated[field])).map((field) => apiNames[field]) };
}

function grantFor(catalogue: Catalogue, token: TokenEntity, request: UpdateTokenRequest, limits: LimitRequest): Grant {
  const { roles, scope } = namesOf(token, request);
  const asBefore = isDeepStrictEqual(roles, token.roles) && scope === token.scope;
  return asBefore ? limitGrant(catalogue, token.permissions, limits) : resolveGrant(catalogue, { roles, scope, ...limits });
}

function namesOf(token: TokenEntity, request: UpdateTokenRequest): Pick<Updated, 'roles' | 'scope'> {
  const roles = request.role === undefined && request.roles === undefined ? token.roles : rolesOf(request);
  return { roles, scope: request.scope === undefined ? token.scope : scopeOf(request.scope) };
}

function limitsOf(token: TokenEntity, request: UpdateTokenRequest): LimitRequest {
  const { allowed_cidrs: networks, not_before: notBefore, expires_at: expiresAt } = request;
  const services = limitOf({ limited: token.services !== null, list: token.services }, request.limit_services, request.services);
  const workspaces = limitOf({ limited: token.limitWorkspaces, list: token.workspaces }, request.limit_workspaces, request.workspaces);
  return {
    limit_services: services.limited,
    services: services.list,
    limit_workspaces: workspaces.limited,
    workspaces: workspaces.list,
    allowed_cidrs: networks === undefined ? token.allowedCidrs : networks,
    not_before: notBefore === undefined ? rfc3339(token.notBefore) : notBefore,
    expires_at: expiresAt === undefined ? rfc3339(token.expiresAt) : expiresAt,
  };
}

/** A list alone never lifts a limit: to empty it means none, not all. */
function limitOf(
  current: { limited: boolean; list: string[] | null },
  limit: boolean | undefined,
  named: string[] | undefined,
): { limited: boolean; list: string[] } {
  const limited = limit ?? (current.limited || (named ?? []).length > 0);
  return { limited, list: named ?? (limited ? (current.list ?? []) : []) };
}
