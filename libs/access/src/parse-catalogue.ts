import { z } from 'zod';
import { AccessError } from './access.errors.js';
import { type Catalogue, defaultCatalogue, permissionsOf } from './catalogue.js';

const word = '[a-z][a-z0-9_-]{0,40}';
/** `resource:verb` as a catalogue names it. */
export const permissionName = z.string().regex(new RegExp(`^${word}:(${word}|\\*)$`), { error: 'not <resource>:<verb> in lower case' });
const pattern = z.string().regex(new RegExp(`^(${word}|\\*):(${word}|\\*)$`), { error: 'not <resource>:<verb> in lower case' });
const roleName = z.string().regex(new RegExp(`^${word}$`), { error: 'a role is named in lower case' });

const extension = z.strictObject({
  permissions: z.array(permissionName).default([]),
  /** Further permissions, which act within a workspace. */
  workspace_permissions: z.array(permissionName).default([]),
  roles: z.record(roleName, z.array(pattern).min(1)).default({}),
});

/** The default catalogue with what a deployment's file adds: it may add permissions and roles, never change what is there. Throws an AccessError that names each fault. */
export function parseCatalogue(json: unknown, base: Catalogue = defaultCatalogue): Catalogue {
  const parsed = extension.safeParse(json);
  if (!parsed.success) throw invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`));
  const { permissions, workspace_permissions: workspacePermissions, roles } = parsed.data;
  const catalogue: Catalogue = {
    permissions: [...base.permissions, ...permissions, ...workspacePermissions],
    workspacePermissions: [...base.workspacePermissions, ...workspacePermissions],
    roles: { ...base.roles, ...roles },
    scopes: base.scopes,
  };
  const faults = [...redefinitions(catalogue, base, Object.keys(roles)), ...unknownPatterns(catalogue, roles)];
  if (faults.length > 0) throw invalid(faults);
  return catalogue;
}

function redefinitions({ permissions }: Catalogue, base: Catalogue, roles: readonly string[]): string[] {
  const twice = permissions.filter((name, index) => permissions.indexOf(name) !== index);
  const taken = roles.filter((name) => Object.hasOwn(base.roles, name));
  return [...twice.map((name) => `permission ${name}: named twice`), ...taken.map((name) => `roles.${name}: exists already`)];
}

function unknownPatterns(catalogue: Catalogue, roles: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(roles).flatMap(([role, patterns]) =>
    patterns.filter((text) => permissionsOf(catalogue, [text]).length === 0).map((text) => `roles.${role}: no permission is ${text}`),
  );
}

function invalid(faults: readonly string[]): AccessError {
  return new AccessError('invalid_catalogue', `invalid catalogue: ${faults.join('; ')}`);
}
