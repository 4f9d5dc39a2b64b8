import { describe, expect, it } from '@jest/globals';
import { defaultCatalogue, parseCatalogue } from '@latchkey/access';
import { viewCatalogue } from './view-catalogue.js';

describe('the catalogue as the API shows it', () => {
  it('names each role with the permissions that its patterns come to', () => {
    const { data, permissions } = viewCatalogue(defaultCatalogue);
    expect(data.map(({ id }) => id)).toEqual(Object.keys(defaultCatalogue.roles));
    expect(data.find(({ id }) => id === 'billing')).toEqual({ id: 'billing', name: 'billing', permissions: ['service:read', 'billing:read', 'account:read'] });
    expect(data.find(({ id }) => id === 'platform_admin')?.permissions).toEqual(permissions);
  });

  it('names each scope with what it leaves', () => {
    const { scopes } = viewCatalogue(defaultCatalogue);
    expect(scopes.map(({ id }) => id)).toEqual(['global', 'global:read', 'purge_all', 'purge_select']);
    expect(scopes.find(({ id }) => id === 'purge_all')).toEqual({ id: 'purge_all', permissions: ['purge:all'] });
  });

  it('holds what a deployment adds', () => {
    const catalogue = parseCatalogue({ permissions: ['dns:write'], workspace_permissions: ['waf:read'], roles: { dns_admin: ['dns:*', 'waf:read'] } });
    const { data, permissions, scopes } = viewCatalogue(catalogue);
    expect(data.at(-1)).toEqual({ id: 'dns_admin', name: 'dns_admin', permissions: ['dns:write', 'waf:read'] });
    expect(permissions.slice(-2)).toEqual(['dns:write', 'waf:read']);
    expect(scopes.find(({ id }) => id === 'global:read')?.permissions).toContain('waf:read');
  });
});
