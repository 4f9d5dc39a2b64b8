import { describe, expect, it } from '@jest/globals';
import { type AccessRequest, authorize, refusalOf } from './authorize.js';
import type { Grant } from './grant.js';

const grant: Grant = {
  permissions: ['purge:select', 'service:read'],
  services: ['svc1'],
  workspaces: ['ws1'],
  networks: ['10.0.0.0/8', '2001:db8::/32'],
  not_before: '2026-01-01T00:00:00.000Z',
  expires_at: '2026-02-01T00:00:00.000Z',
};
const request: AccessRequest = {
  permission: 'purge:select',
  service_id: 'svc1',
  workspace_id: 'ws1',
  ip: '10.1.2.3',
  at: new Date('2026-01-15T00:00:00Z'),
};
const at = (text: string): { at: Date } => ({ at: new Date(text) });

describe('authorize', () => {
  it('allows what lies within every dimension', () => {
    expect(authorize(grant, request)).toEqual({ allowed: true });
  });

  it('holds from not_before on and no longer at expires_at', () => {
    expect(authorize(grant, { ...request, ...at('2026-01-01T00:00:00Z') })).toEqual({ allowed: true });
    expect(authorize(grant, { ...request, ...at('2026-01-31T23:59:59.999Z') })).toEqual({ allowed: true });
  });

  it.each([
    ['expired', at('2026-02-01T00:00:00Z')],
    ['expired', { at: new Date(Number.NaN) }],
    ['not_yet_valid', at('2025-12-31T23:59:59.999Z')],
    ['network_required', { ip: undefined }],
    ['network_refused', { ip: '11.0.0.1' }],
    ['network_refused', { ip: 'junk' }],
    ['permission_refused', { permission: 'purge:all' }],
    ['service_required', { service_id: undefined }],
    ['service_refused', { service_id: 'svc2' }],
    ['workspace_required', { workspace_id: undefined }],
    ['workspace_refused', { workspace_id: 'ws2' }],
  ] as const)('refuses with %s when asked with %j', (reason, change: Partial<AccessRequest>) => {
    expect(authorize(grant, { ...request, ...change })).toEqual({ allowed: false, reason });
  });

  it('takes an empty list as none, and null as all', () => {
    expect(authorize({ ...grant, services: [] }, request)).toEqual({ allowed: false, reason: 'service_refused' });
    expect(authorize({ ...grant, networks: [] }, request)).toEqual({ allowed: false, reason: 'network_refused' });
    const open = { ...grant, services: null, workspaces: null, networks: null };
    expect(authorize(open, { permission: 'service:read', at: request.at })).toEqual({ allowed: true });
  });

  it.each([
    ['platform:*', 'platform:anything', true],
    ['platform:*', 'platform:*', true],
    ['platform:read', 'platform:*', false],
    ['platform:*', 'platformer:read', false],
    ['service:read', 'service:read:more', false],
    ['service:read', 'service', false],
  ])('of %s, asked for %s: %s', (held, permission, allowed) => {
    expect(authorize({ ...grant, permissions: [held] }, { ...request, permission }).allowed).toBe(allowed);
  });

  it('allows less, never more, where a grant cannot be read', () => {
    expect(authorize({ ...grant, expires_at: 'whenever' }, request)).toEqual({ allowed: false, reason: 'expired' });
    expect(authorize({ ...grant, not_before: 'whenever' }, request)).toEqual({ allowed: false, reason: 'not_yet_valid' });
    expect(authorize({ ...grant, networks: ['anywhere'] }, request)).toEqual({ allowed: false, reason: 'network_refused' });
  });
});

describe('refusalOf', () => {
  it('is undefined for an active token in its time, whatever it may do', () => {
    expect(refusalOf({ ...grant, permissions: [], services: [] }, 'active', { at: request.at })).toBeUndefined();
  });

  it('gives the status before anything else', () => {
    expect(refusalOf(grant, 'revoked', at('2027-01-01T00:00:00Z'))).toBe('revoked');
    expect(refusalOf(grant, 'suspended', at('2027-01-01T00:00:00Z'))).toBe('suspended');
  });

  it('derives expiry from the clock', () => {
    expect(refusalOf(grant, 'active', at('2026-02-01T00:00:00Z'))).toBe('expired');
    expect(refusalOf(grant, 'active', at('2025-01-01T00:00:00Z'))).toBe('not_yet_valid');
  });

  it('looks at networks only where the address is known', () => {
    expect(refusalOf(grant, 'active', { at: request.at, ip: '10.0.0.1' })).toBeUndefined();
    expect(refusalOf(grant, 'active', { at: request.at, ip: '11.0.0.1' })).toBe('network_refused');
  });
});
