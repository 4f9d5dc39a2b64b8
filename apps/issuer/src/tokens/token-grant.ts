import type { Grant } from '@latchkey/access';
import type { TokenEntity } from './token.entity.js';

/** The columns that hold a token's rights. */
export type GrantColumns = Pick<TokenEntity, 'permissions' | 'services' | 'workspaces' | 'allowedCidrs' | 'notBefore' | 'expiresAt'>;

/** The same as SQL selects them. */
export const grantColumnNames = 'permissions, services, workspaces, allowed_cidrs as "allowedCidrs", not_before as "notBefore", expires_at as "expiresAt"';

export function grantOf(token: GrantColumns): Grant {
  return {
    permissions: token.permissions,
    services: token.services,
    workspaces: token.workspaces,
    networks: token.allowedCidrs,
    not_before: rfc3339(token.notBefore),
    expires_at: rfc3339(token.expiresAt),
  };
}

export function grantColumns(grant: Grant): GrantColumns {
  return {
    permissions: grant.permissions,
    services: grant.services,
    workspaces: grant.workspaces,
    allowedCidrs: grant.networks,
    notBefore: grant.not_before === null ? null : new Date(grant.not_before),
    expiresAt: grant.expires_at === null ? null : new Date(grant.expires_at),
  };
}

export function rfc3339(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

export function hasExpired({ expiresAt }: Pick<TokenEntity, 'expiresAt'>, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
