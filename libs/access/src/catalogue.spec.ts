import { describe, expect, it } from '@jest/globals';
import { defaultCatalogue, permissionsOf } from './catalogue.js';
import { parseCatalogue } from './parse-catalogue.js';

describe('the default catalogue', () => {
  it('has no role or scope that comes to nothing', () => {
    for (const patterns of [...Object.values(defaultCatalogue.roles), ...Object.values(defaultCatalogue.scopes)]) {
      for (const pattern of patterns) expect(permissionsOf(defaultCatalogue, [pattern])).not.toEqual([]);
    }
  });
});

describe('parseCatalogue', () => {
  it('adds permissions and roles to the default', () => {
    const catalogue = parseCatalogue({
      permissions: ['queue:read'],
      workspace_permissions: ['firewall:write'],
      roles: { operator: ['queue:*', 'service:read'] },
    });
    expect(permissionsOf(catalogue, catalogue.roles['operator'] ?? [])).toEqual(['service:read', 'queue:read']);
    expect(catalogue.workspacePermissions).toEqual(['firewall:write']);
    expect(permissionsOf(catalogue, catalogue.roles['platform_admin'] ?? [])).toContain('firewall:write');
    expect(catalogue.roles['engineer']).toEqual(defaultCatalogue.roles['engineer']);
  });

  it('takes an empty file', () => {
    expect(parseCatalogue({})).toEqual(defaultCatalogue);
  });

  it.each([
    ['file', null],
    ['file', { scopes: { everything: ['*:*'] } }],
    ['permissions.0', { permissions: ['queue'] }],
    ['permissions.0', { permissions: ['*:read'] }],
    ['permissions.0', { permissions: ['Queue:read'] }],
    ['permission service:read: named twice', { permissions: ['service:read'] }],
    ['permission queue:read: named twice', { permissions: ['queue:read'], workspace_permissions: ['queue:read'] }],
    ['roles.engineer: exists already', { roles: { engineer: ['service:read'] } }],
    ['roles.operator: no permission is queue:raed', { permissions: ['queue:read'], roles: { operator: ['queue:raed'] } }],
    ['roles.operator: no permission is queue:*', { roles: { operator: ['queue:*'] } }],
    ['roles.operator', { roles: { operator: [] } }],
    ['roles.', { roles: { 'Two words': ['service:read'] } }],
  ])('says what is wrong: %s', (message, file) => {
    expect(() => parseCatalogue(file)).toThrow(`invalid catalogue: ${message}`);
  });
});
