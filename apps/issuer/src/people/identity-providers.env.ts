import { readFileSync } from 'node:fs';
import type { Catalogue } from '@latchkey/access';
import { explain } from '@latchkey/runtime';
import { z } from 'zod';
import { identityProviders } from './identity-provider.js';
import type { IdentityProvider } from './identity-provider.js';

/** Read with the environment, so that no service starts on a provider that it would take for another. */
export const identityProvidersEnv = {
  IDENTITY_PROVIDERS: z
    .string()
    .optional()
    .transform((file, context): readonly IdentityProvider[] => {
      try {
        return file === undefined ? [] : identityProviders.parse(JSON.parse(readFileSync(file, 'utf8'))).providers;
      } catch (error) {
        context.addIssue(unusable(reasonOf(error)));
        return z.NEVER;
      }
    })
    .describe('path of a JSON file with the identity providers whose people are let in; default none'),
};

/** A role that the catalogue lacks would fail each request of its holders. */
export function checkRoles(env: { CATALOGUE: Catalogue; IDENTITY_PROVIDERS: readonly IdentityProvider[] }, context: z.RefinementCtx): void {
  const isUnknown = (role: string): boolean => !Object.hasOwn(env.CATALOGUE.roles, role);
  const at = env.IDENTITY_PROVIDERS.findIndex(({ roles }) => Object.values(roles).flat().some(isUnknown));
  if (at >= 0) context.addIssue({ ...unusable(`providers.${at}.roles: names a role that is not in the catalogue`), path: ['IDENTITY_PROVIDERS'] });
}

/** The messages of parsers would repeat what stands in the file. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  return issue ? `${placeOf(issue.path)}: ${explain(issue)}` : 'it cannot be read';
}

/** Ends at `roles`, whose keys are the file's own text. */
function placeOf(path: readonly PropertyKey[]): string {
  const roles = path.indexOf('roles');
  return path.slice(0, roles < 0 ? path.length : roles + 1).join('.') || 'file';
}

function unusable(why: string): { code: 'custom'; message: string } {
  return { code: 'custom', message: `cannot be used: ${why}` };
}
