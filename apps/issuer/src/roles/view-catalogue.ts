import { permissionsOf } from '@latchkey/access';
import type { Catalogue } from '@latchkey/access';
import { z } from 'zod';

const permissions = z.array(z.string());

export const catalogueView = z.strictObject({
  data: z.array(z.strictObject({ id: z.string(), name: z.string(), permissions })).describe('the roles that a token may have; they unite'),
  scopes: z.array(z.strictObject({ id: z.string(), permissions })).describe('what of its roles a scope leaves to a token; they unite'),
  permissions: permissions.describe('all that there are'),
});
export type CatalogueView = z.infer<typeof catalogueView>;

/** Roles and scopes with the permissions that their patterns come to. */
export function viewCatalogue(catalogue: Catalogue): CatalogueView {
  const comesTo = (patterns: readonly string[]): string[] => permissionsOf(catalogue, patterns);
  return {
    data: Object.entries(catalogue.roles).map(([id, patterns]) => ({ id, name: id, permissions: comesTo(patterns) })),
    scopes: Object.entries(catalogue.scopes).map(([id, patterns]) => ({ id, permissions: comesTo(patterns) })),
    permissions: [...catalogue.permissions],
  };
}

/** For the OpenAPI document. */
export const catalogueExample: CatalogueView = {
  data: [{ id: 'user', name: 'user', permissions: ['service:read', 'stats:read'] }],
  scopes: [{ id: 'purge_all', permissions: ['purge:all'] }],
  permissions: ['service:read', 'stats:read', 'purge:all'],
};
