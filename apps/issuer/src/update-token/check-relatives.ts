import { covers } from '@latchkey/access';
import type { Grant } from '@latchkey/access';
import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { checkCovered } from '../tokens/check-grant.js';
import { grantOf } from '../tokens/token-grant.js';
import { TokenEntity } from '../tokens/token.entity.js';

const whenever = { ignoreExpiry: true };

/** A dead one is no end: the token that made it may live, and have been narrowed since. */
const ancestorsOf = `
  with recursive ancestors (id) as (
    select $1::text
    union
    select token.parent_id from issuer.tokens token join ancestors on token.id = ancestors.id where token.parent_id is not null
  )
  select id from ancestors`;

/** Down to the first that live: those keep what is below them within themselves. */
const heirsOf = `
  with recursive heirs (id, dead) as (
    select id, status = 'revoked' or coalesce(expires_at, 'infinity') <= $2 from issuer.tokens where parent_id = $1
    union all
    select child.id, child.status = 'revoked' or coalesce(child.expires_at, 'infinity') <= $2
    from heirs join issuer.tokens child on child.parent_id = heirs.id where heirs.dead
  )
  select id from heirs where not dead`;

/**
 * Keeps a token within the rights of the tokens that it descends from, and those that descend from it within its own, though someone else gives the rights: whoever
 * holds the one may hold the other's secret too. Lives are bounded where they are given, not here. The token's row is locked, so that no child can follow.
 */
export async function checkRelatives(manager: EntityManager, token: TokenEntity, next: Grant, now: Date): Promise<void> {
  const before = grantOf(token);
  if (token.parentId !== null && !covers(before, next, whenever)) await checkAncestors(manager, token.parentId, next);
  if (!covers(next, before, whenever)) await checkHeirs(manager, token.id, next, now);
}

async function checkAncestors(manager: EntityManager, parentId: string, next: Grant): Promise<void> {
  const ids = await idsOf(manager, ancestorsOf, [parentId]);
  const ancestors = await manager.find(TokenEntity, { where: { id: Any(ids) }, order: { id: 'ASC' }, lock: { mode: 'for_key_share' } });
  for (const ancestor of ancestors) checkCovered({ grant: grantOf(ancestor), boundByExpiry: false }, next);
}

async function checkHeirs(manager: EntityManager, id: string, next: Grant, now: Date): Promise<void> {
  const heirs = await manager.findBy(TokenEntity, { id: Any(await idsOf(manager, heirsOf, [id, now])) });
  if (heirs.some((heir) => !covers(next, grantOf(heir), whenever))) throw new IssuerError('children_beyond');
}

async function idsOf(manager: EntityManager, sql: string, values: readonly unknown[]): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(sql, [...values]);
  return rows.map(({ id }) => id);
}
