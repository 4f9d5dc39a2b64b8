import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { closeGates, openGate } from '../tokens/gate.js';
import { notFound, reaches } from '../tokens/reach.js';
import { CustomerEntity } from './customer.entity.js';

export type OpenCustomer = Pick<CustomerEntity, 'id' | 'platform' | 'policy'>;
export type SeenCustomer = OpenCustomer & { readonly offboardedAt: unknown };

/** The customer that is to get a token. Held until the commit: whoever off-boards it waits, and then finds the token. */
export async function lockCustomer(manager: EntityManager, caller: Caller, id: string): Promise<OpenCustomer> {
  const [customer] = reaches(caller, id) ? await manager.query<SeenCustomer[]>(lockedCustomer('$1'), [id]) : [];
  return openCustomer(customer);
}

/** The statement that locks, given where the customer's id stands. */
export function lockedCustomer(id: string): string {
  return `select id, platform, policy, offboarded_at as "offboardedAt" from issuer.customers, ${openGate(id)}
    where id = ${id} for share of customers`;
}

/** For a row that is locked already. */
export function openCustomer(customer: SeenCustomer | null | undefined): OpenCustomer {
  if (!customer) throw notFound('`customer_id` names no customer that you may see.');
  if (customer.offboardedAt) throw new IssuerError('customer_offboarded');
  return customer;
}

/** The customer that is itself to be changed. Whoever gives it a token has committed, or waits until this is done. */
export async function lockCustomerForChange(manager: EntityManager, caller: Caller, id: string): Promise<CustomerEntity> {
  if (!reaches(caller, id)) throw notFound();
  await closeGates(manager, [id]);
  const customer = await manager.findOne(CustomerEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (!customer) throw notFound();
  return customer;
}
