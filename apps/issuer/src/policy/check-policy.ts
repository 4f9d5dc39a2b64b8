import { IssuerError } from '../issuer.errors.js';
import { policyFaults } from './policy.js';
import type { Policy, PolicySubject } from './policy.js';

/** Throws where the token would not keep to the policy. */
export function checkPolicy(policy: Policy, token: PolicySubject): void {
  const errors = policyFaults(policy, token);
  if (errors.length > 0) throw new IssuerError('policy_violation', { errors });
}
