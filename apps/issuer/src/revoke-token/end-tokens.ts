import type { Outbox } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';
import { changeTokens } from '../tokens/change-tokens.js';
import { revokedRecord } from '../tokens/token-events.js';
import type { By, RevocationReason } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { lockDescendants } from './lock-descendants.js';

export interface Ending {
  /** Their rows are locked. */
  readonly roots: readonly TokenEntity[];
  /** Whether the tokens that they made, and those that these made, go with them. */
  readonly descendants: boolean;
  readonly reason: RevocationReason;
  readonly by: By;
  readonly now: Date;
}

export interface Ended {
  readonly token: TokenEntity;
  readonly reason: RevocationReason;
}

/** Revokes the tokens, and appends a state and an event for each. What is revoked already stays as it is, and its descendants go all the same. */
export async function endTokens(manager: EntityManager, outbox: Outbox, { roots, descendants, reason, by, now }: Ending): Promise<Ended[]> {
  const below = descendants ? await lockDescendants(manager, roots.map(({ id }) => id)) : [];
  const ended = [...roots.map((token) => ({ token, reason })), ...below.map((token) => ({ token, reason: 'ancestor' as const }))].filter(
    ({ token }) => token.status !== 'revoked',
  );
  if (ended.length === 0) return [];
  await changeTokens(manager, ended.map(({ token }) => token), { status: 'revoked', revokedAt: now }, now);
  await outbox.append(
    manager,
    ended.flatMap(({ token, reason: why }) => [stateRecord(token), revokedRecord(token, by, why)]),
  );
  return ended;
}
