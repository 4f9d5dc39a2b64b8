import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { instant, networks, notifyDays, resources, role, roles, scope } from '../tokens/token-fields.js';

/** The body of `PATCH /automation-tokens/{id}`: what it leaves out stays as it is. */
export const updateTokenRequest = z.strictObject({
  name: fields.name.optional(),
  role: role.optional().describe('one role; `roles` takes precedence'),
  roles: roles.optional(),
  scope: scope.optional(),
  limit_services: z.boolean().optional().describe('absent: as it is, and limited if `services` names any'),
  services: resources.optional(),
  limit_workspaces: z.boolean().optional().describe('absent: as it is, and limited if `workspaces` names any'),
  workspaces: resources.optional(),
  allowed_cidrs: networks.nullable().optional().describe('`null`: from anywhere'),
  not_before: instant.nullable().optional(),
  expires_at: instant.nullable().optional().describe('`null`: never'),
  notify_days: notifyDays.nullable().optional(),
  labels: fields.labels.optional().describe('all of them: they replace those that it has'),
});

export type UpdateTokenRequest = z.infer<typeof updateTokenRequest>;
