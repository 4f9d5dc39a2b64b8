import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { closedGates } from './gate.js';
import { notFound } from './reach.js';
import { TokenEntity } from './token.entity.js';

/** So that none of them makes another meanwhile. In the order of their ids: two who lock the same tokens wait for one another and not in a circle. */
export async function lockTokens(manager: EntityManager, ids: string[]): Promise<TokenEntity[]> {
  return ids.length === 0 ? [] : lockWhere(manager, 'token.id = any(:ids)', { ids });
}

/** The token that the caller reaches: nobody holds up one that is beyond its reach. */
export async function lockToken(manager: EntityManager, caller: Caller, id: string): Promise<TokenEntity> {
  const reached = caller.platform ? 'token.id = :id' : 'token.id = :id and token.customer_id = :customerId';
  const [token] = await lockWhere(manager, reached, { id, customerId: caller.customerId });
  if (!token) throw notFound();
  return token;
}

/** Gates and rows by one statement; every gate is closed before the first row is locked, since rows are locked last. */
function lockWhere(manager: EntityManager, which: string, parameters: Readonly<Record<string, unknown>>): Promise<TokenEntity[]> {
  return manager
    .createQueryBuilder(TokenEntity, 'token')
    .innerJoin(`(${closedGates(`select token.id from issuer.tokens token where ${which}`)})`, 'gates', 'true')
    .where(which, parameters)
    .orderBy('token.id')
    .setLock('pessimistic_write', undefined, ['token'])
    .getMany();
}
