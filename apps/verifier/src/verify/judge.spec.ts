import { describe, expect, it } from '@jest/globals';
import { aGrant } from '@latchkey/testing';
import { judge, refuse } from './judge.js';

const at = new Date('2026-06-01T00:00:00Z');
const grant = aGrant({ permissions: ['purge:select'] });
const limited = aGrant({ services: ['s1'], workspaces: ['w1'], networks: ['192.0.2.0/24'] });
const full = { permission: 'purge:select', service_id: 's1', workspace_id: 'w1', ip: '192.0.2.7' };

describe('judge', () => {
  it.each<[string, Parameters<typeof judge>[0], object, ReturnType<typeof judge>]>([
    ['a live token', { grant, status: 'active' }, {}, { active: true }],
    ['a live token that may', { grant, status: 'active' }, { permission: 'purge:select' }, { active: true, allowed: true }],
    ['a live token that may, within its limits', { grant: limited, status: 'active' }, full, { active: true, allowed: true }],
    ['another permission', { grant, status: 'active' }, { permission: 'purge:all' }, { active: true, reason: 'permission_refused', allowed: false }],
    ['another service', { grant: limited, status: 'active' }, { ...full, service_id: 's2' }, { active: true, reason: 'service_refused', allowed: false }],
    ['no service', { grant: limited, status: 'active' }, { ...full, service_id: undefined }, { active: true, reason: 'service_required', allowed: false }],
    ['another workspace', { grant: limited, status: 'active' }, { ...full, workspace_id: 'w2' }, { active: true, reason: 'workspace_refused', allowed: false }],
    ['no workspace', { grant: limited, status: 'active' }, { ...full, workspace_id: undefined }, { active: true, reason: 'workspace_required', allowed: false }],
    ['another network', { grant: limited, status: 'active' }, { ...full, ip: '203.0.113.1' }, { active: true, reason: 'network_refused', allowed: false }],
    ['no address', { grant: limited, status: 'active' }, { ...full, ip: undefined }, { active: true, reason: 'network_required', allowed: false }],
    ['an address without a permission', { grant: limited, status: 'active' }, { ip: '203.0.113.1' }, { active: true }],
    ['a revoked token', { grant, status: 'revoked' }, {}, { active: false, reason: 'revoked' }],
    ['a suspended token', { grant, status: 'suspended' }, { permission: 'purge:select' }, { active: false, reason: 'suspended', allowed: false }],
    ['an expired token', { grant: aGrant({ expires_at: at.toISOString() }), status: 'active' }, {}, { active: false, reason: 'expired' }],
    ['a token not yet valid', { grant: aGrant({ not_before: '2026-06-01T00:00:01Z' }), status: 'active' }, {}, { active: false, reason: 'not_yet_valid' }],
  ])('judges %s', (_, token, request, expected) => {
    expect(judge(token, { token: '…', ...request }, at)).toEqual(expected);
  });
});

describe('refuse', () => {
  it('says `allowed` only where a permission was named', () => {
    expect(refuse('unknown', { token: '…' })).toEqual({ active: false, reason: 'unknown' });
    expect(refuse('unknown', { token: '…', permission: 'purge:all' })).toEqual({ active: false, reason: 'unknown', allowed: false });
  });
});
