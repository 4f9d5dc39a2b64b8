import { compileGrant, type Grant } from '@latchkey/access';
import { describe, expect, it } from '@jest/globals';
import { aGrant } from '@latchkey/testing';
import { mintId } from '@latchkey/tokens';
import type { Verdict } from '../verify/judge-token.js';
import { introspectionOf } from './introspection-of.js';

const issuedAt = Date.parse('2026-01-01T00:00:00.999Z');
const id = mintId(issuedAt);

function verdict(grant: Grant = aGrant(), more: Partial<Verdict> = {}): Verdict {
  const token = { id, customerId: 'C', serviceAccountId: 'S', status: 'active', sequence: 3, grant, compiled: compileGrant(grant), unreadable: false } as const;
  return { judgement: { active: true }, token, stalenessMs: 12, stale: false, ...more };
}

describe('introspectionOf', () => {
  it('says all that there is to say of a live token', () => {
    const grant = aGrant({
      permissions: ['purge:all', 'stats:read'],
      services: ['www'],
      workspaces: [],
      networks: ['192.0.2.0/24'],
      not_before: '2026-01-02T00:00:00.000Z',
      expires_at: '2026-02-01T00:00:00.000Z',
    });
    expect(introspectionOf(verdict(grant), 'https://tokens.example.com')).toEqual({
      active: true,
      scope: 'purge:all stats:read',
      client_id: 'S',
      token_type: 'Bearer',
      exp: 1_769_904_000,
      nbf: 1_767_312_000,
      iat: 1_767_225_600,
      sub: 'S',
      iss: 'https://tokens.example.com',
      jti: id,
      customer_id: 'C',
      service_account_id: 'S',
      services: ['www'],
      workspaces: [],
      networks: ['192.0.2.0/24'],
      sequence: 3,
      staleness_ms: 12,
    });
  });

  it('leaves out what there is not: times, issuer', () => {
    const answer = introspectionOf(verdict(), undefined);
    for (const member of ['exp', 'nbf', 'iss', 'stale']) expect(Object.hasOwn(answer, member)).toBe(false);
    expect(answer).toMatchObject({ services: null, workspaces: null, networks: null });
  });

  it('rounds times so that a token is never live for longer than it is', () => {
    const grant = aGrant({ not_before: '2026-01-02T00:00:00.001Z', expires_at: '2026-02-01T00:00:00.999Z' });
    expect(introspectionOf(verdict(grant), undefined)).toMatchObject({ nbf: 1_767_312_001, exp: 1_769_904_000 });
  });

  it('says that what it knows is old, where it answers all the same', () => {
    expect(introspectionOf(verdict(aGrant(), { stale: true }), undefined)).toMatchObject({ active: true, stale: true });
  });

  it('says nothing at all of a token that is not active, or not there', () => {
    expect(introspectionOf(verdict(aGrant(), { judgement: { active: false, reason: 'revoked' } }), 'https://tokens.example.com')).toEqual({ active: false });
    expect(introspectionOf(verdict(aGrant(), { token: undefined }), undefined)).toEqual({ active: false });
  });
});
