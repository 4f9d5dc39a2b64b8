import { refusalOf } from '@latchkey/access';
import type { Grant } from '@latchkey/access';
import { invalidToken, whyRefused } from '@latchkey/runtime';
import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { openGate } from './gate.js';
import { grantOf } from './token-grant.js';
import { changedAtOf, holderColumns } from './token-holder.js';
import type { TokenHolder } from './token-holder.js';

/** Whoever makes or changes a token, with the rights that hold at this moment. */
export interface Maker {
  readonly grant: Grant;
  /** A token gives no longer life than its own; a person is bound by the policy alone. */
  readonly boundByExpiry: boolean;
  /** The service account or the person. */
  readonly creatorId: string;
  readonly tokenId: string | null;
}

/**
 * Held until the commit: whoever revokes the maker waits, and then finds what it made. The acts of one token share it, and let its last use be written meanwhile. What
 * the guard saw before may have changed since, so a token's rights are taken from the locked row.
 */
export async function lockMaker(manager: EntityManager, caller: Caller): Promise<Maker> {
  const [token] = caller.kind === 'token' ? await manager.query<TokenHolder[]>(lockedMaker('$1'), [caller.tokenId]) : [];
  return makerOf(caller, token);
}

/** The statement that locks, given where the token's id stands. */
export function lockedMaker(id: string): string {
  return `select ${holderColumns} from issuer.tokens, ${openGate(id)} where id = ${id} for key share of tokens`;
}

/** For a row that is locked already, and so as it stands now; a person needs none. */
export function makerOf(caller: Caller, token: TokenHolder | undefined): Maker {
  if (caller.kind === 'person') return { grant: caller.grant, boundByExpiry: false, creatorId: caller.personId, tokenId: null };
  if (token?.id !== caller.tokenId) throw invalidToken('the token is not known');
  const grant = grantOf(token);
  const refusal = refusalOf(grant, token.status, { at: new Date() });
  if (refusal) throw invalidToken(whyRefused(refusal, grant, changedAtOf(token)));
  return { grant, boundByExpiry: true, creatorId: token.serviceAccountId, tokenId: token.id };
}
