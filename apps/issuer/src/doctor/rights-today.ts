import { AccessError, type Catalogue, resolveGrant } from '@latchkey/access';
import type { TokenEntity } from '../tokens/token.entity.js';

/** What these roles and scopes would give by the catalogue as it is now; `undefined` where it lacks one of them. */
export function rightsToday(catalogue: Catalogue, { roles, scope }: Pick<TokenEntity, 'roles' | 'scope'>): readonly string[] | undefined {
  try {
    return resolveGrant(catalogue, { roles, scope, services: [], workspaces: [], allowed_cidrs: null, not_before: null, expires_at: null }).permissions;
  } catch (error) {
    if (error instanceof AccessError) return undefined;
    throw error;
  }
}
