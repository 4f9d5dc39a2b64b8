import { canonicalNetwork } from '@latchkey/access';
import { fields } from '@latchkey/contracts';
import { z } from 'zod';

const resources = z.array(z.string().regex(/^[\x21-\x7e]{1,255}$/)).max(1000);
const role = z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/);
const network = z
  .string()
  .max(49)
  .refine((cidr) => canonicalNetwork(cidr) !== undefined, { error: 'no network in CIDR notation, or bits set beyond its prefix' });
const [earliest, latest] = [Date.parse('2000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];
const instant = z.iso
  .datetime({ offset: true })
  .refine((time) => Date.parse(time) >= earliest && Date.parse(time) <= latest, { error: 'expected a year from 2000 to 9999' });

/** The body of `POST /automation-tokens`: Fastly's fields, flat, and ours. */
export const issueTokenRequest = z
  .strictObject({
    name: fields.name,
    customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
    service_account_id: fields.id.optional().describe('absent: a new service account of this name'),
    role: role.optional().describe('one role; `roles` takes precedence'),
    roles: z.array(role).min(1).max(50).optional(),
    tls_access: z.boolean().default(false).describe('adds `tls_admin` to `role`'),
    scope: z.string().max(200).default('global').describe('names of scopes, space-separated; they unite'),
    limit_services: z.boolean().optional().describe('absent: limited if `services` names any'),
    services: resources.default([]),
    limit_workspaces: z.boolean().default(true),
    workspaces: resources.default([]),
    allowed_cidrs: z.array(network).max(100).nullable().default(null).describe('`null`: from anywhere'),
    not_before: instant.nullable().optional().describe('absent: the caller’s own; `null`: from now on'),
    expires_at: instant.nullable().optional().describe('absent: when the caller’s own token does; `null`: never'),
    notify_days: z.array(z.int().min(1).max(365)).max(10).nullable().default(null).describe('days before expiry at which to warn; `null`: the usual ones'),
    labels: fields.labels.default({}),
  })
  .refine((request) => request.role !== undefined || request.roles !== undefined, { path: ['role'], error: 'a token needs a role, or roles' })
  .refine((request) => !request.tls_access || request.roles === undefined, { path: ['tls_access'], error: 'goes with `role`; among `roles`, name `tls_admin`' });

export type IssueTokenRequest = z.infer<typeof issueTokenRequest>;
