import { grantColumnNames } from './token-grant.js';
import type { GrantColumns } from './token-grant.js';
import type { TokenEntity } from './token.entity.js';

/** A token as far as it says who holds it, and what the holder may do. */
export type TokenHolder = GrantColumns &
  Pick<TokenEntity, 'id' | 'customerId' | 'platform' | 'serviceAccountId' | 'name' | 'status' | 'changedAt' | 'revokedAt'>;

/** RFC 3339: when it was revoked, or last changed. */
export function changedAtOf({ revokedAt, changedAt }: Pick<TokenHolder, 'revokedAt' | 'changedAt'>): string {
  return (revokedAt ?? changedAt).toISOString();
}

/** What of a token’s row makes a holder, for requests that TypeORM would take longer to build than Postgres to answer. */
export const holderColumns = `id, customer_id as "customerId", platform, service_account_id as "serviceAccountId", name, status,
  changed_at as "changedAt", revoked_at as "revokedAt", ${grantColumnNames}`;
