import { authorize, defaultCatalogue } from '@latchkey/access';
import type { Grant } from '@latchkey/access';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IssuerError } from '../issuer.errors.js';
import { defaultPolicy, type Policy } from '../policy/policy.js';
import { issueTokenRequest } from './issue-token.request.js';
import { planToken } from './plan-token.js';

const now = new Date('2026-06-01T12:00:00.000Z');
const inHours = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();

const unlimited: Grant = {
  permissions: [...defaultCatalogue.permissions].sort(),
  services: null,
  workspaces: null,
  networks: null,
  not_before: null,
  expires_at: null,
};
const request = (body: object) => issueTokenRequest.parse({ name: 'ci', role: 'engineer', ...body });
const token = (grant: Grant) => ({ grant, boundByExpiry: true });
const ownedBy = (platform: boolean, policy: Partial<Policy> = {}) => ({ platform, policy: { ...defaultPolicy, ...policy } });
const plan = (body: object, maker: Partial<Grant> = {}, platform = false) =>
  planToken(defaultCatalogue, request(body), { maker: token({ ...unlimited, ...maker }), customer: ownedBy(platform), now });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
  return 'none';
}

describe('what is asked for', () => {
  it('takes roles rather than role', () => {
    expect(plan({ role: 'billing', roles: ['user', 'tls_viewer', 'user'] }).roles).toEqual(['user', 'tls_viewer']);
  });

  it('adds TLS access to a single role', () => {
    const { roles, grant } = plan({ tls_access: true });
    expect(roles).toEqual(['engineer', 'tls_admin']);
    expect(grant.permissions).toContain('tls:write');
  });

  it('masks roles by scope', () => {
    expect(plan({ scope: ' purge_all  purge_select purge_all' })).toMatchObject({
      scope: 'purge_all purge_select',
      grant: { permissions: ['purge:all', 'purge:select'] },
    });
  });

  it.each([
    [{}, null],
    [{ services: ['a'] }, ['a']],
    [{ limit_services: true, services: ['b', 'a', 'b'] }, ['a', 'b']],
    [{ limit_services: true }, []],
  ])('limits services by %j', (body, expected) => {
    expect(plan(body).grant.services).toEqual(expected);
  });

  it('brings networks into their one form', () => {
    expect(plan({ allowed_cidrs: ['::ffff:10.0.0.0/104', '192.0.2.7', '192.0.2.7/32'] }).grant.networks).toEqual(['10.0.0.0/8', '192.0.2.7/32']);
  });

  it('takes over the times of its maker where it leaves them out', () => {
    const times = { not_before: inHours(-1), expires_at: inHours(1) };
    expect(plan({}, times).grant).toMatchObject(times);
  });

  it.each([
    ['unknown_role', { role: 'constructor' }],
    ['unknown_role', { roles: ['user', 'superuser'] }],
    ['unknown_scope', { scope: 'all' }],
    ['unknown_scope', { scope: ' ' }],
    ['contradictory_limit', { limit_services: false, services: ['a'] }],
    ['contradictory_limit', { limit_workspaces: false, workspaces: ['a'] }],
    ['empty_window', { not_before: inHours(2), expires_at: inHours(1) }],
    ['expired_at_birth', { expires_at: inHours(0) }],
    ['platform_only', { role: 'platform_admin' }],
  ])('refuses with %s: %j', (code, body) => {
    expect(codeOf(() => plan(body))).toBe(code);
  });

  it('lets the platform make a token for the platform', () => {
    expect(plan({ role: 'platform_admin' }, {}, true).grant.permissions).toContain('platform:*');
  });
});

describe('least privilege', () => {
  it.each<[string, object, Partial<Grant>]>([
    ['permissions', { role: 'engineer' }, { permissions: ['service:read', 'token:write'] }],
    ['permissions', { role: 'platform_admin' }, { permissions: ['token:read', 'token:write'] }],
    ['services', {}, { services: ['a'] }],
    ['services', { services: ['a', 'b'] }, { services: ['a'] }],
    ['networks', {}, { networks: ['10.0.0.0/8'] }],
    ['networks', { allowed_cidrs: ['10.0.0.0/7'] }, { networks: ['10.0.0.0/8'] }],
    ['not_before', { not_before: null }, { not_before: inHours(-1) }],
    ['expires_at', { expires_at: null }, { expires_at: inHours(1) }],
    ['expires_at', { expires_at: inHours(1.001) }, { expires_at: inHours(1) }],
  ])('refuses a token that goes beyond its maker in %s: %j', (dimension, body, maker) => {
    try {
      plan(body, maker);
    } catch (error) {
      expect(error).toMatchObject({ code: 'not_covered', status: 403, detail: expect.stringContaining(dimension) });
      expect((error as IssuerError).headers['www-authenticate']).toContain('error="insufficient_scope"');
      return;
    }
    throw new Error('it was made');
  });

  it('lets a maker give all that it has', () => {
    const maker = { services: ['a', 'b'], networks: ['10.0.0.0/8'], expires_at: inHours(1) };
    expect(plan({ services: ['b', 'a'], allowed_cidrs: ['10.0.0.0/9', '10.128.0.0/9'], expires_at: inHours(1) }, maker).grant.services).toEqual(['a', 'b']);
  });
});

const limited = (dimension: 'services' | 'workspaces') =>
  fc.option(fc.subarray(['a', 'b', 'c'])).map((list) => ({ [`limit_${dimension}`]: list !== null, [dimension]: list ?? [] }));
const bodies = fc
  .tuple(
    fc.subarray(Object.keys(defaultCatalogue.roles), { minLength: 1 }).map((roles) => ({ roles })),
    fc.subarray(Object.keys(defaultCatalogue.scopes), { minLength: 1 }).map((names) => ({ scope: names.join(' ') })),
    limited('services'),
    limited('workspaces'),
    fc.option(fc.subarray(['10.0.0.0/8', '10.1.0.0/16', '192.0.2.0/24', '::ffff:10.2.0.0/112', '2001:db8::/32'])).map((list) => ({ allowed_cidrs: list })),
    fc.option(fc.integer({ min: -3, max: 0 })).map((hours) => ({ not_before: hours === null ? null : inHours(hours) })),
    fc.option(fc.integer({ min: 1, max: 6 })).map((hours) => ({ expires_at: hours === null ? null : inHours(hours) })),
  );
/** What the maker was given, save for some parts drawn anew: else nearly every request would be refused. */
const pairs = fc
  .tuple(bodies, bodies, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }))
  .map(([maker, other, own]) => [maker, maker.map((part, index) => (own[index] ? other[index] : part))].map((parts) => Object.assign({}, ...parts) as object));
const requests = fc.record({
  permission: fc.constantFrom(...defaultCatalogue.permissions, 'platform:write', 'other:read'),
  service_id: fc.constantFrom('a', 'b', 'c', undefined),
  workspace_id: fc.constantFrom('a', 'b', undefined),
  ip: fc.constantFrom('10.0.0.1', '10.1.2.3', '10.2.0.9', '192.0.2.1', '2001:db8::1', '198.51.100.1', undefined),
  at: fc.integer({ min: -4, max: 7 }).map((hours) => new Date(inHours(hours))),
});

/** `undefined` where it is refused. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof IssuerError) return undefined;
    throw error;
  }
}

describe('the policy of the customer', () => {
  const under = (policy: Partial<Policy>, body: object, maker: Partial<Grant> = {}, boundByExpiry = true) =>
    planToken(defaultCatalogue, request(body), { maker: { grant: { ...unlimited, ...maker }, boundByExpiry }, customer: ownedBy(false, policy), now });
  const aDay = { max_lifetime_days: 1 };

  it.each<[string, Partial<Policy>, object, string]>([
    ['a longer life than it allows', aDay, { expires_at: inHours(25) }, '/expires_at'],
    ['a life without end where it sets one', aDay, { expires_at: null }, '/expires_at'],
    ['a life without end where it allows none', { allow_never_expires: false }, { expires_at: null }, '/expires_at'],
    ['a missing label', { required_labels: ['team'] }, { labels: { stage: 'ci' } }, '/labels'],
  ])('refuses %s', (_, policy, body, pointer) => {
    expect(() => under(policy, body)).toThrow(expect.objectContaining({ code: 'policy_violation', errors: [expect.objectContaining({ pointer })] }));
  });

  it('lets be what keeps to it', () => {
    expect(under({ ...aDay, required_labels: ['team'] }, { expires_at: inHours(24), labels: { team: 'edge' } }).grant.expires_at).toBe(inHours(24));
  });

  it('ends a token that names no end', () => {
    expect(under(aDay, {}).grant.expires_at).toBe(inHours(24));
    expect(under(aDay, {}, { expires_at: inHours(2) }).grant.expires_at).toBe(inHours(2));
  });

  it('alone bounds the life that a person gives', () => {
    const soon = { expires_at: inHours(2) };
    expect(under(aDay, { expires_at: inHours(20) }, soon, false).grant.expires_at).toBe(inHours(20));
    expect(codeOf(() => under(aDay, { expires_at: inHours(20) }, soon))).toBe('not_covered');
  });
});

describe('invariant: no issue yields a token that its maker does not cover', () => {
  it('allows nothing that its maker is refused, whatever was asked for', () => {
    let made = 0;
    const property = fc.property(pairs, fc.boolean(), fc.array(requests, { minLength: 30, maxLength: 30 }), ([makers, asked], platform, tried) => {
      const { grant: maker } = planToken(defaultCatalogue, request({ role: undefined, ...makers }), { maker: token(unlimited), customer: ownedBy(true), now });
      const child = attempt(() => planToken(defaultCatalogue, request({ role: undefined, ...asked }), { maker: token(maker), customer: ownedBy(platform), now }));
      if (!child) return;
      made++;
      for (const access of tried) {
        if (authorize(child.grant, access).allowed) expect(authorize(maker, access)).toEqual({ allowed: true });
      }
    });
    fc.assert(property, { numRuns: 400 });
    expect(made).toBeGreaterThan(20);
  });
});
