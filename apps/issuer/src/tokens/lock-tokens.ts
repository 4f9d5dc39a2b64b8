import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { TokenEntity } from './token.entity.js';

/** In the order of their ids, so that two who lock the same tokens wait for one another and not in a circle. */
export function lockTokens(manager: EntityManager, ids: string[]): Promise<TokenEntity[]> {
  return manager.find(TokenEntity, { where: { id: Any(ids) }, order: { id: 'ASC' }, lock: { mode: 'for_no_key_update' } });
}
