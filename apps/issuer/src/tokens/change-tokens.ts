import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { TokenEntity } from './token.entity.js';

export type TokenChange = Partial<Omit<TokenEntity, 'id' | 'sequence' | 'changedAt' | 'tombstonedAt'>>;

/** Writes one change to tokens whose rows are locked, each under its next sequence, and brings the entities into line. */
export async function changeTokens(manager: EntityManager, tokens: readonly TokenEntity[], change: TokenChange, now: Date): Promise<void> {
  // A state after the tombstone needs a tombstone of its own.
  const all = { ...change, changedAt: now, tombstonedAt: null };
  const row: QueryDeepPartialEntity<TokenEntity> = { ...all, sequence: () => 'sequence + 1' };
  await manager.update(TokenEntity, { id: Any(tokens.map(({ id }) => id)) }, row);
  for (const token of tokens) Object.assign(token, all, { sequence: token.sequence + 1 });
}
