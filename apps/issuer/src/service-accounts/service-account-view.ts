import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import type { TokenCounts } from './count-tokens.js';
import type { ServiceAccountEntity } from './service-account.entity.js';

export const serviceAccountView = z.strictObject({
  id: fields.id,
  customer_id: fields.id,
  name: z.string(),
  created_at: fields.instant,
  tokens: z.int().describe('how many it has had'),
  live_tokens: z.int().describe('those that are active or suspended and have not expired'),
});
export type ServiceAccountView = z.infer<typeof serviceAccountView>;

export interface CountedAccount {
  readonly account: ServiceAccountEntity;
  readonly counts: TokenCounts;
}

export function viewServiceAccount({ account, counts }: CountedAccount): ServiceAccountView {
  return {
    id: account.id,
    customer_id: account.customerId,
    name: account.name,
    created_at: account.createdAt.toISOString(),
    tokens: counts.all,
    live_tokens: counts.live,
  };
}

/** For the OpenAPI document. */
export const serviceAccountExample: ServiceAccountView = {
  id: '1CYbPnAsKhSwI4xdQ8Qd5m',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  name: 'deploy',
  created_at: '2026-10-01T08:30:00.000Z',
  tokens: 4,
  live_tokens: 1,
};
