import type { Catalogue } from '@latchkey/access';
import { firstIssue, jsonFile } from '@latchkey/runtime';
import type { z } from 'zod';
import { identityProviders } from './identity-provider.js';
import type { IdentityProvider } from './identity-provider.js';

/** Read with the environment, so that no service starts on a provider that it would take for another. */
export const identityProvidersEnv = {
  IDENTITY_PROVIDERS: jsonFile((json): readonly IdentityProvider[] => identityProviders.parse(json).providers, [], firstIssue('roles'))
    .describe('path of a JSON file with the identity providers whose people are let in; default none'),
};

/** A role that the catalogue lacks would fail each request of its holders. */
export function checkRoles(env: { CATALOGUE: Catalogue; IDENTITY_PROVIDERS: readonly IdentityProvider[] }, context: z.RefinementCtx): void {
  const isUnknown = (role: string): boolean => !Object.hasOwn(env.CATALOGUE.roles, role);
  const at = env.IDENTITY_PROVIDERS.findIndex(({ roles }) => Object.values(roles).flat().some(isUnknown));
  if (at < 0) return;
  const message = `cannot be used: providers.${at}.roles: names a role that is not in the catalogue`;
  context.addIssue({ code: 'custom', message, path: ['IDENTITY_PROVIDERS'] });
}
