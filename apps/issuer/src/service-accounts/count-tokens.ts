import { In, IsNull, MoreThan, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { IssuerError } from '../issuer.errors.js';
import { TokenEntity } from '../tokens/token.entity.js';

export interface TokenCounts {
  readonly all: number;
  /** Active or suspended, and not expired. */
  readonly live: number;
}

type Counted = Readonly<{ customerId: string } | { serviceAccountId: string }>;

/** How many tokens of them are, or may yet be, of use. */
export function liveTokens(manager: EntityManager, of: Counted, now: Date): Promise<number> {
  const live = { ...of, status: Not('revoked' as const) };
  return manager.countBy(TokenEntity, [
    { ...live, expiresAt: IsNull() },
    { ...live, expiresAt: MoreThan(now) },
  ]);
}

export function hasLiveTokens(live: number): IssuerError {
  return new IssuerError('has_live_tokens', { detail: `Live tokens: ${live}.` });
}

/** By service account; one without tokens is not among them. */
export async function countTokens(manager: EntityManager, serviceAccountIds: readonly string[], now: Date): Promise<ReadonlyMap<string, TokenCounts>> {
  const rows = await manager
    .createQueryBuilder(TokenEntity, 'token')
    .select('token.serviceAccountId', 'id')
    .addSelect('count(*)::int', 'all')
    .addSelect(`(count(*) filter (where token.status <> 'revoked' and coalesce(token.expiresAt, 'infinity') > :now))::int`, 'live')
    .where({ serviceAccountId: In([...serviceAccountIds]) })
    .setParameters({ now })
    .groupBy('token.serviceAccountId')
    .getRawMany<TokenCounts & { id: string }>();
  return new Map(rows.map(({ id, all, live }) => [id, { all, live }]));
}
