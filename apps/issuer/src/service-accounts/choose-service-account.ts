import { mintId } from '@latchkey/tokens';
import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { notFound } from '../tokens/reach.js';
import { ServiceAccountEntity } from './service-account.entity.js';

export interface ServiceAccountChoice {
  readonly service_account_id?: string | undefined;
  /** Of the new service account, where none is chosen. */
  readonly name: string;
}

/** The id of the customer's service account that was chosen, or of a new one. */
export async function chooseServiceAccount(manager: EntityManager, customerId: string, choice: ServiceAccountChoice, now: Date): Promise<string> {
  const { service_account_id: chosen, name } = choice;
  if (chosen === undefined) return createServiceAccount(manager, { customerId, name, createdAt: now });
  // Held until the commit: whoever deletes the account waits, and then finds the token.
  const account = await manager.findOne(ServiceAccountEntity, {
    where: { id: chosen, customerId, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_read' },
  });
  if (account) return chosen;
  throw notFound('`service_account_id` names no service account that you may see.');
}

export async function createServiceAccount(manager: EntityManager, account: Omit<ServiceAccountEntity, 'id' | 'deletedAt'>): Promise<string> {
  const id = mintId(account.createdAt.getTime());
  await manager.insert(ServiceAccountEntity, { id, ...account, deletedAt: null });
  return id;
}
