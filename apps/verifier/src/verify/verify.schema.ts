import { refusalReasons } from '@latchkey/access';
import { maxUserAgent, recordable } from '@latchkey/runtime';
import { z } from 'zod';

/** Why a token is not taken, or may not do what was asked. */
export const verdictReasons = ['malformed', 'unknown', 'behind', 'stale', 'state_unreadable', ...refusalReasons] as const;
export type VerdictReason = (typeof verdictReasons)[number];

/** In characters. */
export const longest = { token: 1_000, permission: 100, resource: 255, userAgent: 4_096 } as const;

const resource = z.string().min(1).max(longest.resource);

export const verifyRequest = z
  .strictObject({
    token: z.string().min(1).max(longest.token).describe('The token presented to you.'),
    permission: z.string().min(1).max(longest.permission).optional().describe('What its holder wants to do, as `resource:verb`.'),
    service_id: resource.optional(),
    workspace_id: resource.optional(),
    ip: z.union([z.ipv4(), z.ipv6()]).optional().describe('Where its holder calls from.'),
    user_agent: z
      .string()
      .max(longest.userAgent)
      .transform((agent) => recordable(agent, maxUserAgent))
      .optional()
      .describe('What its holder calls itself. Recorded as the last use, never judged: 512 characters of it, a secret replaced.'),
    at_least: z
      .string()
      .regex(/^[0-9A-Za-z]{22}@[1-9][0-9]{0,14}$/)
      .optional()
      .describe('The `Latchkey-Consistency` of the write that has to be known; waits for it for a second at most.'),
  })
  .describe('`service_id`, `workspace_id` and `ip` are judged together with `permission`.');
export type VerifyRequest = z.infer<typeof verifyRequest>;

export const verifyAnswer = z.object({
  active: z.boolean().describe('Whether the token is known to be live, by its status and the time alone.'),
  reason: z
    .enum(verdictReasons)
    .optional()
    .describe(
      'Why it is not active, or not allowed. `unknown` also stands for a token that you may not know of. `behind`: the state that `at_least` names has not come in time. ' +
        '`stale`: what is known is too old to rely on. `state_unreadable`: the token’s latest state breaks its contract.',
    ),
  allowed: z.boolean().optional().describe('Whether it may do what was asked; only when `permission` was given.'),
  id: z.string().optional(),
  customer_id: z.string().optional(),
  service_account_id: z.string().optional(),
  permissions: z.array(z.string()).optional(),
  expires_at: z.iso.datetime().nullable().optional(),
  sequence: z.int().optional(),
  staleness_ms: z.int().nullable().describe('How old the state is that this answer rests on; null while no heartbeat was seen.'),
  stale: z.literal(true).optional().describe('The state is older than the bound: everything is refused as `stale`, or answered all the same, as this verifier is set.'),
});
export type VerifyAnswer = z.infer<typeof verifyAnswer>;

/** For the OpenAPI document. */
export const verdictExample: VerifyAnswer = {
  active: true,
  allowed: true,
  id: '1CYbPnAsKhSwI4xdQ8Qd5k',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  permissions: ['purge:all', 'purge:select', 'service:read'],
  expires_at: '2027-01-01T00:00:00.000Z',
  sequence: 3,
  staleness_ms: 412,
};
