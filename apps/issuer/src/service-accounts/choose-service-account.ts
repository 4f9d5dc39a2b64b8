import type { Write } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';
import { openGate } from '../tokens/gate.js';
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
  /** Where it is new. */
  readonly newName: string | null;
  /** What makes it, where it is new. */
  readonly writes: readonly Write[];
}

const sharedAccount = `select id from issuer.service_accounts, ${openGate('$1')} where id = $1 and customer_id = $2 and deleted_at is null for share of service_accounts`;

/** The customer's service account that was chosen, or a new one, which goes in with its first token. */
export async function chooseServiceAccount(manager: EntityManager, customerId: string, choice: ServiceAccountChoice, now: Date): Promise<ChosenAccount> {
  const { service_account_id: chosen, name } = choice;
  if (chosen === undefined) {
    const account = newServiceAccount({ customerId, name, createdAt: now });
    return { id: account.id, newName: name, writes: [rowOf(manager, ServiceAccountEntity, account)] };
  }
  // Held until the commit: whoever deletes the account waits, and then finds the token.
  const [account] = await manager.query<unknown[]>(sharedAccount, [chosen, customerId]);
  if (account) return { id: chosen, newName: null, writes: [] };
  throw notFound('`service_account_id` names no service account that you may see.');
}
