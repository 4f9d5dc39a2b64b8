import type { Caller } from '@latchkey/runtime';
import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { closeGates } from './gate.js';
import { notFound } from './reach.js';
import { TokenEntity } from './token.entity.js';

/** So that none of them makes another meanwhile. In the order of their ids: two who lock the same tokens wait for one another and not in a circle. */
export async function lockTokens(manager: EntityManager, ids: string[]): Promise<TokenEntity[]> {
  await closeGates(manager, ids);
  return manager.find(TokenEntity, { where: { id: Any(ids) }, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
}

/** Asks whose it is before it locks, which never changes: nobody holds up a token that is beyond its reach. */
export async function lockToken(manager: EntityManager, caller: Caller, id: string): Promise<TokenEntity> {
  const reached = await manager.existsBy(TokenEntity, { id, ...(caller.platform ? {} : { customerId: caller.customerId }) });
  const [token] = reached ? await lockTokens(manager, [id]) : [];
  if (!token) throw notFound();
  return token;
}
