import { fields } from '@latchkey/contracts';
import type { InputError } from '@latchkey/runtime';
import type { z } from 'zod';

export type Policy = z.infer<typeof fields.policy>;

/** Of a customer for which nobody has chosen one. */
export const defaultPolicy: Policy = { max_lifetime_days: null, allow_never_expires: true, required_labels: [], on_reuse: 'report' };

const dayMs = 24 * 60 * 60 * 1000;

/** When a token made at `createdAt` must have ended; `null` where the policy sets no end. */
export function latestEnd({ max_lifetime_days: days }: Policy, createdAt: Date): Date | null {
  return days === null ? null : new Date(createdAt.getTime() + days * dayMs);
}

export interface PolicySubject {
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where a token does not keep to the policy. */
export function policyFaults(policy: Policy, token: PolicySubject): InputError[] {
  const expiry = expiryFault(policy, token);
  const missing = policy.required_labels.filter((label) => !Object.hasOwn(token.labels, label));
  return [
    ...(expiry === undefined ? [] : [{ pointer: '/expires_at', detail: expiry }]),
    ...(missing.length === 0 ? [] : [{ pointer: '/labels', detail: `the policy requires the labels ${missing.join(', ')}` }]),
  ];
}

function expiryFault(policy: Policy, { expiresAt, createdAt }: PolicySubject): string | undefined {
  const latest = latestEnd(policy, createdAt);
  if (expiresAt === null) return policy.allow_never_expires && latest === null ? undefined : 'the policy requires an end';
  return latest && expiresAt > latest ? `the policy allows ${policy.max_lifetime_days} days from its creation` : undefined;
}
