import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { defaultPolicy } from '../policy/policy.js';
import { rfc3339 } from '../tokens/token-grant.js';
import type { CustomerEntity } from './customer.entity.js';

export const customerView = z.strictObject({
  id: fields.id,
  name: z.string(),
  platform: z.boolean().describe('whether it is the one customer whose callers reach all others'),
  policy: fields.policy.describe('what tokens must keep to that are made or changed from now on'),
  created_at: fields.instant,
  offboarded_at: fields.instant.nullable().describe('since when it gets no more tokens'),
  erased_at: fields.instant.nullable().describe('since when its names are gone'),
});
export type CustomerView = z.infer<typeof customerView>;

export function viewCustomer(customer: CustomerEntity): CustomerView {
  return {
    id: customer.id,
    name: customer.name,
    platform: customer.platform,
    policy: customer.policy,
    created_at: customer.createdAt.toISOString(),
    offboarded_at: rfc3339(customer.offboardedAt),
    erased_at: rfc3339(customer.erasedAt),
  };
}

/** For the OpenAPI document. */
export const customerExample: CustomerView = {
  id: '1CYbP6tN0m5GZ1p9LqWc7A',
  name: 'Example Media',
  platform: false,
  policy: { ...defaultPolicy, max_lifetime_days: 365, allow_never_expires: false, required_labels: ['team'] },
  created_at: '2026-09-01T12:00:00.000Z',
  offboarded_at: null,
  erased_at: null,
};
