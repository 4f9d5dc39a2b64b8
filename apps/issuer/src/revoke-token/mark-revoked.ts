import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { TokenEntity } from '../tokens/token.entity.js';

/** Writes that these tokens, whose rows are locked, are revoked, and brings the entities into line. */
export async function markRevoked(manager: EntityManager, tokens: readonly TokenEntity[], now: Date): Promise<readonly TokenEntity[]> {
  // A state after the tombstone needs a tombstone of its own.
  const change = { status: 'revoked', changedAt: now, tombstonedAt: null } as const;
  await manager.update(TokenEntity, { id: Any(tokens.map(({ id }) => id)) }, { ...change, sequence: () => 'sequence + 1' });
  for (const token of tokens) Object.assign(token, change, { sequence: token.sequence + 1 });
  return tokens;
}
