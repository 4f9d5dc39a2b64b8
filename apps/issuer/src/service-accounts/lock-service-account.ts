import type { Caller } from '@latchkey/runtime';
import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { lockCustomer } from '../customers/lock-customer.js';
import { closeGates } from '../tokens/gate.js';
import { notFound, reaches } from '../tokens/reach.js';
import { ServiceAccountEntity } from './service-account.entity.js';

/** The service account that is to be changed, of a customer that has not left. Whoever gives it a token has committed, or waits until this is done. */
export async function lockServiceAccount(manager: EntityManager, caller: Caller, id: string): Promise<ServiceAccountEntity> {
  const seen = await manager.findOneBy(ServiceAccountEntity, { id });
  if (!seen || !reaches(caller, seen.customerId)) throw notFound();
  await lockCustomer(manager, caller, seen.customerId);
  await closeGates(manager, [id]);
  const account = await manager.findOne(ServiceAccountEntity, { where: { id, deletedAt: IsNull() }, lock: { mode: 'for_no_key_update' } });
  if (!account) throw notFound();
  return account;
}
