import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { lockMaker, makerOf } from './lock-maker.js';
import type { Maker } from './lock-maker.js';
import { lockTokens } from './lock-tokens.js';
import { notFound, reaches } from './reach.js';
import { hasExpired } from './token-grant.js';
import type { TokenEntity } from './token.entity.js';

export interface Target {
  readonly token: TokenEntity;
  /** Whoever changes it. */
  readonly maker: Maker;
}

/** The token to be changed and whoever changes it, as they stand, and so until the commit. Throws unless the token still has a life. */
export async function lockTarget(manager: EntityManager, caller: Caller, id: string, now: Date): Promise<Target> {
  const itself = caller.kind === 'token' && caller.tokenId === id;
  const maker = itself ? undefined : await lockMaker(manager, caller, now);
  const [token] = await lockTokens(manager, [id]);
  if (!token || !reaches(caller, token.customerId)) throw notFound();
  const target = { token, maker: maker ?? makerOf(caller, token, now) };
  if (token.status === 'revoked' || hasExpired(token, now)) throw new IssuerError('token_ended');
  return target;
}
