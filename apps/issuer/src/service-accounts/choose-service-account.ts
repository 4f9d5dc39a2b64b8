import type { NewRow } from '@latchkey/outbox';
import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { notFound } from '../tokens/reach.js';
import { rowOf } from '../tokens/row-of.js';
import { newServiceAccount } from './new-service-account.js';
import { ServiceAccountEntity } from './service-account.entity.js';

export interface ServiceAccountChoice {
  readonly service_account_id?: string | undefined;
  /** Of the new service account, where none is chosen. */
  readonly name: string;
}

export interface ChosenAccount {
  readonly id: string;
  /** Its own, where it is new. */
  readonly newRows: readonly NewRow[];
}

/** The customer's service account that was chosen, or a new one, which goes in with its first token. */
export async function chooseServiceAccount(manager: EntityManager, customerId: string, choice: ServiceAccountChoice, now: Date): Promise<ChosenAccount> {
  const { service_account_id: chosen, name } = choice;
  if (chosen === undefined) {
    const account = newServiceAccount({ customerId, name, createdAt: now });
    return { id: account.id, newRows: [rowOf(manager, ServiceAccountEntity, account)] };
  }
  // Held until the commit: whoever deletes the account waits, and then finds the token.
  const account = await manager.findOne(ServiceAccountEntity, {
    where: { id: chosen, customerId, deletedAt: IsNull() },
    lock: { mode: 'pessimistic_read' },
  });
  if (account) return { id: chosen, newRows: [] };
  throw notFound('`service_account_id` names no service account that you may see.');
}
