import type { SelectQueryBuilder } from 'typeorm';
import type { TokenEntity } from '../tokens/token.entity.js';
import type { Sort } from './list-tokens.request.js';

/** Never used is before any use, and never is after any expiry: so ascending, nulls stand where this says. */
const columns = {
  created_at: { column: 'token.createdAt', nulls: undefined },
  expires_at: { column: 'token.expiresAt', nulls: 'NULLS LAST' },
  last_used_at: { column: 'token.lastUsedAt', nulls: 'NULLS FIRST' },
  name: { column: 'token.name', nulls: undefined },
} as const;

/** Tokens that are alike in it come in the order of their ids, so that each stands on one page. */
export function orderTokens(tokens: SelectQueryBuilder<TokenEntity>, sort: Sort): SelectQueryBuilder<TokenEntity> {
  const descending = sort.startsWith('-');
  const { column, nulls } = columns[sort.replace('-', '') as keyof typeof columns];
  if (!descending) return tokens.orderBy(column, 'ASC', nulls).addOrderBy('token.id', 'ASC');
  return tokens.orderBy(column, 'DESC', nulls && opposite[nulls]).addOrderBy('token.id', 'DESC');
}

const opposite = { 'NULLS LAST': 'NULLS FIRST', 'NULLS FIRST': 'NULLS LAST' } as const;
