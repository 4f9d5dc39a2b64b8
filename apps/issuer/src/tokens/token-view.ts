import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { hasExpired, rfc3339 } from './token-grant.js';
import type { TokenEntity } from './token.entity.js';

const instant = fields.instant.nullable();
const id = fields.id.nullable();

/** A token as the API shows it, in the names of Fastly's automation tokens. What is not there is `null`, never an empty text. */
export const tokenView = z.strictObject({
  id: fields.id,
  customer_id: fields.id,
  service_account_id: fields.id,
  name: z.string(),
  role: z.string().nullable().describe('the first of `roles`'),
  roles: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  scope: z.string(),
  limit_services: z.boolean(),
  services: z.array(z.string()),
  limit_workspaces: z.boolean(),
  workspaces: z.array(z.string()),
  allowed_cidrs: z.array(z.string()).nullable(),
  not_before: instant,
  expires_at: instant,
  notify_days: z.array(z.int()).nullable(),
  status: z.enum(['active', 'suspended', 'revoked', 'expired']),
  created_at: fields.instant,
  revoked_at: instant,
  creator_id: id.describe('the service account or the person that made it'),
  parent_id: id,
  family_id: fields.id,
  predecessor_id: id,
  successor_id: id,
  last_used_at: instant,
  ip: z.string().nullable().describe('from where it was last used'),
  user_agent: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  tls_access: z.boolean().describe('whether `tls_admin` is among the roles'),
});
export type TokenView = z.infer<typeof tokenView>;

export function viewToken(token: TokenEntity, now: Date = new Date()): TokenView {
  return {
    id: token.id,
    customer_id: token.customerId,
    service_account_id: token.serviceAccountId,
    name: token.name,
    ...viewRights(token),
    not_before: rfc3339(token.notBefore),
    expires_at: rfc3339(token.expiresAt),
    notify_days: token.notifyDays,
    status: token.status === 'active' && hasExpired(token, now) ? 'expired' : token.status,
    created_at: token.createdAt.toISOString(),
    revoked_at: rfc3339(token.revokedAt),
    creator_id: token.creatorId,
    parent_id: token.parentId,
    family_id: token.familyId,
    predecessor_id: token.predecessorId,
    successor_id: token.successorId,
    last_used_at: rfc3339(token.lastUsedAt),
    ip: token.lastUsedIp,
    user_agent: token.lastUsedUserAgent,
    labels: token.labels,
  };
}

type Rights = 'role' | 'roles' | 'scope' | 'limit_services' | 'services' | 'limit_workspaces' | 'workspaces' | 'allowed_cidrs' | 'tls_access';

function viewRights(token: TokenEntity): Pick<TokenView, Rights> {
  return {
    role: token.roles[0] ?? null,
    roles: token.roles.map((role) => ({ id: role, name: role })),
    scope: token.scope,
    limit_services: token.services !== null,
    services: token.services ?? [],
    limit_workspaces: token.limitWorkspaces,
    workspaces: token.workspaces ?? [],
    allowed_cidrs: token.allowedCidrs,
    tls_access: token.roles.includes('tls_admin'),
  };
}
