import { covers } from '@latchkey/access';
import type { Grant } from '@latchkey/access';
import { IsNull, MoreThan, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { checkCovered } from '../tokens/check-grant.js';
import { grantOf } from '../tokens/token-grant.js';
import { TokenEntity } from '../tokens/token.entity.js';

const whenever = { ignoreExpiry: true };

/**
 * Keeps a token within the rights of the token that made it, and those that it made within its own, though someone else gives the rights: whoever holds the
 * parent may hold the child's secret too. Lives are bounded where they are given, not here. The token's row is locked, so that no child can follow.
 */
export async function checkRelatives(manager: EntityManager, token: TokenEntity, next: Grant, now: Date): Promise<void> {
  const before = grantOf(token);
  if (token.parentId !== null && !covers(before, next, whenever)) await checkParent(manager, token.parentId, next);
  if (!covers(next, before, whenever)) await checkChildren(manager, token.id, next, now);
}

async function checkParent(manager: EntityManager, parentId: string, next: Grant): Promise<void> {
  const parent = await manager.findOneOrFail(TokenEntity, { where: { id: parentId }, lock: { mode: 'pessimistic_read' } });
  checkCovered({ grant: grantOf(parent), boundByExpiry: false }, next);
}

async function checkChildren(manager: EntityManager, parentId: string, next: Grant, now: Date): Promise<void> {
  const live = { parentId, status: Not('revoked' as const) };
  const children = await manager.findBy(TokenEntity, [
    { ...live, expiresAt: IsNull() },
    { ...live, expiresAt: MoreThan(now) },
  ]);
  if (children.some((child) => !covers(next, grantOf(child), whenever))) throw new IssuerError('children_beyond');
}
