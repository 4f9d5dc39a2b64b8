import { digestToken, mintId, mintToken } from '@latchkey/tokens';
import { grantColumns } from './token-grant.js';
import type { GrantColumns } from './token-grant.js';
import { TokenEntity } from './token.entity.js';
import type { Grant } from '@latchkey/access';

/** What has to be decided about a token before it can be made. */
export type TokenParts = Omit<
  TokenEntity,
  | keyof GrantColumns | 'id' | 'digest' | 'status' | 'sequence' | 'createdAt' | 'changedAt' | 'revokedAt' | 'familyId' | 'predecessorId' | 'successorId'
  | 'lastUsedAt' | 'lastUsedIp' | 'lastUsedUserAgent' | 'tombstonedAt'
> & { readonly grant: Grant };

export interface NewToken {
  readonly token: TokenEntity;
  /** To be given away once, and kept nowhere. */
  readonly secret: string;
}

/** Active, unused, and the first of its family unless it succeeds another. */
export function newToken({ grant, ...parts }: TokenParts, now: Date, predecessor?: Pick<TokenEntity, 'id' | 'familyId'>): NewToken {
  const secret = mintToken();
  const id = mintId(now.getTime());
  const token = Object.assign(new TokenEntity(), parts, grantColumns(grant), {
    id,
    digest: digestToken(secret),
    status: 'active',
    sequence: 1,
    createdAt: now,
    changedAt: now,
    revokedAt: null,
    familyId: predecessor?.familyId ?? id,
    predecessorId: predecessor?.id ?? null,
    successorId: null,
    lastUsedAt: null,
    lastUsedIp: null,
    lastUsedUserAgent: null,
    tombstonedAt: null,
  } as const);
  return { token, secret };
}
