import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { lockTokens } from '../tokens/lock-tokens.js';
import { TokenEntity } from '../tokens/token.entity.js';

const descendantsOf = `
  with recursive descendants (id) as (
    select id from issuer.tokens where parent_id = any($1)
    union
    select child.id from issuer.tokens child join descendants on child.parent_id = descendants.id
  )
  select id from descendants where id <> all($1)`;

async function idsOfDescendants(manager: EntityManager, rootIds: string[]): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(descendantsOf, [rootIds]);
  return rows.map(({ id }) => id);
}

/** Those that descend from the tokens of `rootIds` at this moment, and are none of them. */
export async function findDescendants(manager: EntityManager, rootIds: string[]): Promise<TokenEntity[]> {
  return manager.find(TokenEntity, { where: { id: Any(await idsOfDescendants(manager, rootIds)) }, order: { id: 'ASC' } });
}

/**
 * Locks every token that descends from those of `rootIds`, whose rows are locked already, and is none of them. Looks again after each round: while it waited for a lock, the
 * holder may have made one more. Once all are locked none can follow, since whoever makes a token locks its parent.
 */
export async function lockDescendants(manager: EntityManager, rootIds: string[]): Promise<TokenEntity[]> {
  const locked = new Map<string, TokenEntity>();
  for (;;) {
    const ids = await idsOfDescendants(manager, rootIds);
    const fresh = ids.filter((id) => !locked.has(id));
    if (fresh.length === 0) return [...locked.values()];
    for (const token of await lockTokens(manager, fresh)) locked.set(token.id, token);
  }
}
