import { IssuerError } from '../issuer.errors.js';
import { policyFaults } from './policy.js';
import type { Policy, PolicySubject } from './policy.js';

/** Throws where the token would not keep to the policy; of one that exists, only in what has `changed`, by its names in the API. */
export function checkPolicy(policy: Policy, token: PolicySubject, changed?: readonly string[]): void {
  const errors = policyFaults(policy, token).filter(({ pointer }) => changed?.includes(pointer.slice(1)) ?? true);
  if (errors.length > 0) throw new IssuerError('policy_violation', { errors });
}
