import { mintId } from '@latchkey/tokens';
import type { ServiceAccountEntity } from './service-account.entity.js';

export function newServiceAccount(parts: Pick<ServiceAccountEntity, 'customerId' | 'name' | 'createdAt'>): ServiceAccountEntity {
  return { id: mintId(parts.createdAt.getTime()), ...parts, deletedAt: null };
}
