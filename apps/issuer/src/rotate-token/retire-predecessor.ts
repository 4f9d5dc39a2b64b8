import type { OutgoingRecord } from '@latchkey/contracts';
import type { Write } from '@latchkey/outbox';
import type { EntityManager } from 'typeorm';
import { changeTokens } from '../tokens/change-tokens.js';
import { revokedRecord, rotatedRecord } from '../tokens/token-events.js';
import type { By } from '../tokens/token-events.js';
import { stateRecord } from '../tokens/token-state.js';
import type { TokenEntity } from '../tokens/token.entity.js';

export interface Retirement {
  readonly successorId: string;
  readonly endsAt: Date;
  readonly by: By;
  readonly now: Date;
}

/** What is to be written and told, for `Outbox.append`. */
export interface Retired {
  readonly change: Write;
  readonly records: readonly OutgoingRecord[];
}

/** The end of an overlap is an expiry, which every reader sees for itself; without one the token is revoked, and what it made lives on. */
export function retirePredecessor(manager: EntityManager, token: TokenEntity, { successorId, endsAt, by, now }: Retirement): Retired {
  const atOnce = endsAt <= now;
  const end = atOnce ? ({ status: 'revoked', revokedAt: now } as const) : { expiresAt: endsAt };
  const change = changeTokens(manager, [token], { successorId, ...end }, now);
  const told = [stateRecord(token), rotatedRecord(token, by, { successorId, endsAt })];
  return { change, records: atOnce ? [...told, revokedRecord(token, by, 'rotated')] : told };
}
