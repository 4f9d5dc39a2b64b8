import type { Outbox } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';
import { changeTokens } from '../tokens/change-tokens.js';
import { revokedRecord } from '../tokens/token-events.js';
import type { By, RevocationReason } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';
import { lockDescendants } from './lock-descendants.js';

export interface EndingChoice {
  /** Their rows are locked. */
  readonly roots: readonly TokenEntity[];
  /** Whether the tokens that they made, and those that these made, go with them. */
  readonly descendants: boolean;
  readonly reason: RevocationReason;
  /** How descendants are found; as a rule each is locked. */
  readonly descend?: typeof lockDescendants;
}

export interface Ending extends EndingChoice {
  readonly by: By;
  readonly now: Date;
}

export interface Ended {
  readonly token: TokenEntity;
  readonly reason: RevocationReason;
}

const batchTokens = 500;

/** Revokes the tokens, and appends a state and an event for each. What is revoked already stays as it is, and its descendants go all the same. */
export async function endTokens(manager: EntityManager, outbox: Outbox, ending: Ending): Promise<Ended[]> {
  const chosen = await chooseEnding(manager, ending);
  await endChosen(manager, outbox, chosen, ending);
  return chosen;
}

/** What is to be revoked and why. `deadRoots` are ids of tokens that are revoked already, and so need no lock to have no more children. */
export async function chooseEnding(manager: EntityManager, choice: EndingChoice, deadRoots: readonly string[] = []): Promise<Ended[]> {
  const { roots, descendants, reason, descend = lockDescendants } = choice;
  const below = descendants ? await descend(manager, [...roots.map(({ id }) => id), ...deadRoots]) : [];
  return [...roots.map((token) => ({ token, reason })), ...below.map((token) => ({ token, reason: 'ancestor' as const }))].filter(
    ({ token }) => token.status !== 'revoked',
  );
}

/** In batches, so that no statement grows with their number. */
export async function endChosen(manager: EntityManager, outbox: Outbox, chosen: readonly Ended[], { by, now }: Pick<Ending, 'by' | 'now'>): Promise<void> {
  for (let start = 0; start < chosen.length; start += batchTokens) {
    const batch = chosen.slice(start, start + batchTokens);
    const change = changeTokens(manager, batch.map(({ token }) => token), { status: 'revoked', revokedAt: now }, now);
    const records = batch.flatMap(({ token, reason }) => [stateRecord(token), revokedRecord(token, by, reason)]);
    await outbox.append(manager, records, [change]);
  }
}
