import type { Caller } from '@latchkey/runtime';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { lockMaker, makerOf } from './lock-maker.js';
import type { Maker } from './lock-maker.js';
import { lockToken } from './lock-tokens.js';
import { hasExpired } from './token-grant.js';
import type { TokenEntity } from './token.entity.js';

export interface Target {
  readonly token: TokenEntity;
  /** Whoever changes it. */
  readonly maker: Maker;
}

/** The token to be changed and whoever changes it, as they stand, and so until the commit. Throws unless the token still has a life. */
export async function lockTarget(manager: EntityManager, caller: Caller, id: string): Promise<Target> {
  const itself = caller.kind === 'token' && caller.tokenId === id;
  const maker = itself ? undefined : await lockMaker(manager, caller);
  const token = await lockToken(manager, caller, id);
  const target = { token, maker: maker ?? makerOf(caller, token) };
  if (token.status === 'revoked' || hasExpired(token, new Date())) throw new IssuerError('token_ended');
  return target;
}
