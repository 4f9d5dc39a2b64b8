import type { EntityManager } from 'typeorm';
import { lockTokens } from '../tokens/lock-tokens.js';
import type { TokenEntity } from '../tokens/token.entity.js';

/** Locks every token of a family. Looks again after each round: while it waited for a lock, the holder may have rotated the token. Once all are locked none can follow. */
export async function lockFamily(manager: EntityManager, familyId: string): Promise<TokenEntity[]> {
  const locked = new Map<string, TokenEntity>();
  for (;;) {
    const rows: { id: string }[] = await manager.query('select id from issuer.tokens where family_id = $1', [familyId]);
    const fresh = rows.map(({ id }) => id).filter((id) => !locked.has(id));
    if (fresh.length === 0) return [...locked.values()];
    for (const token of await lockTokens(manager, fresh)) locked.set(token.id, token);
  }
}
