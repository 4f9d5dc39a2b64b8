import { matches, type Permission } from './permission.js';

/** Which permissions there are, and which sets of them have a name. Roles and scopes hold patterns, in which `*` stands for any resource or any verb. */
export interface Catalogue {
  readonly permissions: readonly Permission[];
  /** Those that act within a workspace: only for them does a workspace limit say anything. */
  readonly workspacePermissions: readonly Permission[];
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

export const defaultCatalogue: Catalogue = {
  permissions: [
    'service:read',
    'service:write',
    'purge:select',
    'purge:all',
    'stats:read',
    'billing:read',
    'account:read',
    'tls:read',
    'tls:write',
    'token:read',
    'token:write',
    'token:introspect',
    'audit:read',
    'audit:write',
    'notification:write',
    'platform:*',
  ],
  workspacePermissions: [],
  roles: {
    engineer: ['service:read', 'service:write', 'purge:select', 'purge:all', 'stats:read', 'account:read'],
    billing: ['service:read', 'billing:read', 'account:read'],
    user: ['service:read', 'stats:read'],
    tls_admin: ['tls:read', 'tls:write'],
    tls_viewer: ['tls:read'],
    token_admin: ['token:read', 'token:write', 'notification:write'],
    auditor: ['audit:read', 'token:read'],
    introspector: ['token:introspect'],
    reporter: ['audit:write'],
    platform_admin: ['*:*'],
  },
  scopes: {
    global: ['*:*'],
    'global:read': ['*:read'],
    // Not `purge:select` as well: Fastly describes the two as separate abilities, they unite where both are named, and to widen later breaks nobody.
    purge_all: ['purge:all'],
    purge_select: ['purge:select'],
  },
};

/** The permissions of the catalogue that `patterns` take in. */
export function permissionsOf(catalogue: Catalogue, patterns: readonly string[]): Permission[] {
  return catalogue.permissions.filter((permission) => patterns.some((pattern) => matches(pattern, permission)));
}
