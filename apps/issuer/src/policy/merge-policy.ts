import { fields } from '@latchkey/contracts';
import type { z } from 'zod';
import type { Policy } from './policy.js';

/** The parts of a policy that a request names. */
export const policyParts = fields.policy.partial();

/** What is not named stays. */
export function mergePolicy(policy: Policy, parts: z.infer<typeof policyParts>): Policy {
  return fields.policy.parse({ ...policy, ...parts });
}
