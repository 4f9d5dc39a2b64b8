import type { TokenCaller } from '@latchkey/runtime';
import { grantOf } from '../tokens/token-grant.js';
import type { TokenHolder } from '../tokens/token-holder.js';

/** Whoever holds the token, whether or not it lives. */
export function asCaller(token: TokenHolder): TokenCaller {
  const { id, customerId, serviceAccountId, name, platform } = token;
  return { kind: 'token', tokenId: id, customerId, serviceAccountId, name, platform, grant: grantOf(token) };
}
