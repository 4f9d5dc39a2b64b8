import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { instant, networks, notifyDays, resources, role, roles, scope } from '../tokens/token-fields.js';

/** The body of `POST /automation-tokens`: Fastly's fields, flat, and ours. */
export const issueTokenRequest = z
  .strictObject({
    name: fields.name,
    customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
    service_account_id: fields.id.optional().describe('absent: a new service account of this name'),
    role: role.optional().describe('one role; `roles` takes precedence'),
    roles: roles.optional(),
    tls_access: z.boolean().default(false).describe('adds `tls_admin` to `role`'),
    scope: scope.default('global').describe('names of scopes, space-separated; they unite'),
    limit_services: z.boolean().optional().describe('absent: limited if `services` names any'),
    services: resources.default([]),
    limit_workspaces: z.boolean().default(true),
    workspaces: resources.default([]),
    allowed_cidrs: networks.nullable().default(null).describe('`null`: from anywhere'),
    not_before: instant.nullable().optional().describe('absent: the caller’s own; `null`: from now on'),
    expires_at: instant.nullable().optional().describe('absent: when the caller’s own token does; `null`: never'),
    notify_days: notifyDays.nullable().default(null).describe('days before expiry at which to warn; `null`: the usual ones'),
    labels: fields.labels.default({}),
  })
  .refine((request) => request.role !== undefined || request.roles !== undefined, { path: ['role'], error: 'a token needs a role, or roles' })
  .refine((request) => !request.tls_access || request.roles === undefined, { path: ['tls_access'], error: 'goes with `role`; among `roles`, name `tls_admin`' });

export type IssueTokenRequest = z.infer<typeof issueTokenRequest>;
