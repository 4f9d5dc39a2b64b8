import { resolveGrant } from '@latchkey/access';
import type { Catalogue, Grant } from '@latchkey/access';
import type { CustomerEntity } from '../customers/customer.entity.js';
import { checkPolicy } from '../policy/check-policy.js';
import { latestEnd } from '../policy/policy.js';
import { checkGrant, earliest } from '../tokens/check-grant.js';
import type { Maker } from '../tokens/lock-maker.js';
import { rolesOf, scopeOf } from '../tokens/rights-request.js';
import { rfc3339 } from '../tokens/token-grant.js';
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
  | 'allowed_cidrs' | 'not_before' | 'expires_at' | 'labels'
>;

export interface Making {
  readonly maker: Pick<Maker, 'grant' | 'boundByExpiry'>;
  /** Whose token it is to be. */
  readonly customer: Pick<CustomerEntity, 'platform' | 'policy'>;
  readonly now: Date;
}

/** Least privilege: throws unless the maker holds every right that the token would, and its life is within the maker's and the policy. */
export function planToken(catalogue: Catalogue, request: RightsRequest, { maker, customer, now }: Making): TokenPlan {
  const roles = rolesOf(request);
  const grant = resolveGrant(catalogue, { ...request, roles, ...timesOf(request, { maker, customer, now }) });
  checkGrant(grant, { maker, customer, now });
  checkPolicy(customer.policy, { expiresAt: grant.expires_at === null ? null : new Date(grant.expires_at), createdAt: now, labels: request.labels });
  return { roles, scope: scopeOf(request.scope), limitWorkspaces: request.limit_workspaces, grant };
}

/** A time that the request leaves out is as wide as it may be. */
function timesOf(request: RightsRequest, { maker, customer, now }: Making): Pick<Grant, 'not_before' | 'expires_at'> {
  const { not_before: notBefore, expires_at: expiresAt } = request;
  const widest = maker.boundByExpiry ? maker.grant : { not_before: null, expires_at: null };
  return {
    not_before: notBefore === undefined ? widest.not_before : notBefore,
    expires_at: expiresAt === undefined ? earliest(widest.expires_at, rfc3339(latestEnd(customer.policy, now))) : expiresAt,
  };
}
