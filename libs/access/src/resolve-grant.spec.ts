import { describe, expect, it } from '@jest/globals';
import { AccessError } from './access.errors.js';
import { defaultCatalogue } from './catalogue.js';
import { parseCatalogue } from './parse-catalogue.js';
import { type GrantRequest, resolveGrant } from './resolve-grant.js';

const asked: GrantRequest = {
  roles: ['engineer'],
  scope: 'global',
  services: [],
  workspaces: [],
  allowed_cidrs: null,
  not_before: null,
  expires_at: null,
};
const resolve = (change: Partial<GrantRequest>, catalogue = defaultCatalogue): ReturnType<typeof resolveGrant> =>
  resolveGrant(catalogue, { ...asked, ...change });
const permissions = (change: Partial<GrantRequest>): string[] => resolve(change).permissions;

function codeOf(change: Partial<GrantRequest>): string {
  try {
    resolve(change);
  } catch (error) {
    if (error instanceof AccessError) return error.code;
    throw error;
  }
  return 'resolved';
}

describe('effective permissions', () => {
  it('are the union of the roles, each once and sorted', () => {
    expect(permissions({ roles: ['user', 'billing'] })).toEqual(['account:read', 'billing:read', 'service:read', 'stats:read']);
  });

  it.each([
    ['global:read', ['account:read', 'service:read', 'stats:read']],
    ['purge_all', ['purge:all']],
    ['purge_select', ['purge:select']],
    ['purge_select purge_all', ['purge:all', 'purge:select']],
    ['global:read  purge_select', ['account:read', 'purge:select', 'service:read', 'stats:read']],
  ])('of an engineer are masked by the scope %s', (scope, expected) => {
    expect(permissions({ scope })).toEqual(expected);
  });

  it('a scope gives nothing that no role holds', () => {
    expect(permissions({ roles: ['billing'], scope: 'purge_all' })).toEqual([]);
    expect(permissions({ roles: [] })).toEqual([]);
  });

  it('of a platform_admin are everything, platform:* included; read-only leaves that out', () => {
    expect(permissions({ roles: ['platform_admin'] })).toEqual([...defaultCatalogue.permissions].sort());
    expect(permissions({ roles: ['platform_admin'], scope: 'global:read' })).not.toContain('platform:*');
  });

  it('no other role holds platform:*', () => {
    const others = Object.keys(defaultCatalogue.roles).filter((role) => role !== 'platform_admin');
    expect(permissions({ roles: others })).not.toContain('platform:*');
  });
});

describe('limits', () => {
  it.each([
    [{ services: [] }, null],
    [{ services: ['b', 'a', 'b'] }, ['a', 'b']],
    [{ limit_services: true, services: [] }, []],
    [{ limit_services: false, services: [] }, null],
  ])('%j comes to the services %j', (change, services) => {
    expect(resolve(change).services).toEqual(services);
  });

  const withFirewall = parseCatalogue({ workspace_permissions: ['firewall:write'], roles: { firewall: ['firewall:write'] } });

  it.each([
    [{ roles: ['firewall'] }, []],
    [{ roles: ['firewall'], limit_workspaces: false }, null],
    [{ roles: ['firewall'], workspaces: ['a'] }, ['a']],
    [{ roles: ['engineer'] }, null],
    [{ roles: ['engineer'], workspaces: ['a'] }, ['a']],
    [{ roles: ['firewall', 'engineer'], scope: 'global:read' }, null],
  ])('%j comes to the workspaces %j', (change, workspaces) => {
    expect(resolve(change, withFirewall).workspaces).toEqual(workspaces);
  });

  it('networks are written in one way; null is all and [] is none', () => {
    expect(resolve({ allowed_cidrs: ['::ffff:10.0.0.0/104', '10.0.0.0/8', '192.0.2.1'] }).networks).toEqual(['10.0.0.0/8', '192.0.2.1/32']);
    expect(resolve({ allowed_cidrs: [] }).networks).toEqual([]);
    expect(resolve({}).networks).toBeNull();
  });

  it('instants are in UTC', () => {
    expect(resolve({ not_before: '2026-01-01T01:00:00+01:00', expires_at: '2026-02-01T00:00:00Z' })).toMatchObject({
      not_before: '2026-01-01T00:00:00.000Z',
      expires_at: '2026-02-01T00:00:00.000Z',
    });
  });
});

describe('refused with', () => {
  it.each<[string, Partial<GrantRequest>]>([
    ['unknown_role', { roles: ['engineer', 'root'] }],
    ['unknown_role', { roles: ['constructor'] }],
    ['unknown_role', { roles: ['__proto__'] }],
    ['unknown_scope', { scope: 'global:write' }],
    ['unknown_scope', { scope: 'global toString' }],
    ['unknown_scope', { scope: ' ' }],
    ['invalid_cidr', { allowed_cidrs: ['10.0.0.0/8', '10.0.0.1/8'] }],
    ['contradictory_limit', { limit_services: false, services: ['a'] }],
    ['contradictory_limit', { limit_workspaces: false, workspaces: ['a'] }],
    ['empty_window', { not_before: '2026-01-01T00:00:00Z', expires_at: '2026-01-01T00:00:00Z' }],
    ['invalid_instant', { expires_at: 'tomorrow' }],
  ])('%s: %j', (code, change) => {
    expect(codeOf(change)).toBe(code);
  });

  it('a message that names the place and does not repeat what stands there', () => {
    expect(() => resolve({ roles: ['engineer', 'lka_secret'] })).toThrow('roles[1] is not in the catalogue');
    expect(() => resolve({ allowed_cidrs: ['lka_secret'] })).toThrow(/^allowed_cidrs\[0\] (?!.*lka_secret)/);
  });
});
