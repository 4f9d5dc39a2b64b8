import { resolveGrant, uncovered } from '@latchkey/access';
import type { Catalogue, Dimension, Grant } from '@latchkey/access';
import { challenge } from '@latchkey/runtime';
import { IssuerError, issuerErrors } from '../issuer.errors.js';
import type { IssueTokenRequest } from './issue-token.request.js';

/** The rights of a token to be, as asked for and as they come to. */
export interface TokenPlan {
  readonly roles: string[];
  readonly scope: string;
  readonly limitWorkspaces: boolean;
  readonly grant: Grant;
}

type RightsRequest = Pick<
  IssueTokenRequest,
  | 'role' | 'roles' | 'tls_access' | 'scope' | 'limit_services' | 'services' | 'limit_workspaces' | 'workspaces'
  | 'allowed_cidrs' | 'not_before' | 'expires_at'
>;

export interface Making {
  /** The rights of whoever makes the token. */
  readonly maker: Grant;
  /** Whether the token is to be the platform's own. */
  readonly platform: boolean;
  readonly now: Date;
}

/** Least privilege: throws unless the maker holds every right that the token would, for at least as long. */
export function planToken(catalogue: Catalogue, request: RightsRequest, { maker, platform, now }: Making): TokenPlan {
  const roles = rolesOf(request);
  const grant = resolveGrant(catalogue, { ...request, roles, ...timesOf(request, maker) });
  if (grant.expires_at !== null && new Date(grant.expires_at) <= now) throw new IssuerError('expired_at_birth');
  const beyond = uncovered(maker, grant);
  if (beyond.length > 0) throw notCovered(beyond);
  if (!platform && grant.permissions.some((permission) => permission.startsWith('platform:'))) throw refused('platform_only');
  return { roles, scope: scopeOf(request), limitWorkspaces: request.limit_workspaces, grant };
}

function rolesOf({ role, roles, tls_access: tlsAccess }: RightsRequest): string[] {
  const named = roles ?? [...(role === undefined ? [] : [role]), ...(tlsAccess ? ['tls_admin'] : [])];
  return [...new Set(named)];
}

function scopeOf({ scope }: RightsRequest): string {
  return [...new Set(scope.split(' ').filter((name) => name !== ''))].join(' ');
}

/** A time that the request leaves out is the maker's: as wide as it may be. */
function timesOf(request: RightsRequest, maker: Grant): Pick<Grant, 'not_before' | 'expires_at'> {
  const { not_before: notBefore, expires_at: expiresAt } = request;
  return {
    not_before: notBefore === undefined ? maker.not_before : notBefore,
    expires_at: expiresAt === undefined ? maker.expires_at : expiresAt,
  };
}

function notCovered(beyond: readonly Dimension[]): IssuerError {
  return refused('not_covered', `The token would go beyond the rights of its maker in: ${beyond.join(', ')}.`);
}

function refused(code: 'not_covered' | 'platform_only', detail = issuerErrors[code].meaning): IssuerError {
  const error = { error: 'insufficient_scope', error_description: issuerErrors[code].title.toLowerCase() };
  return new IssuerError(code, { detail, headers: challenge(error) });
}
