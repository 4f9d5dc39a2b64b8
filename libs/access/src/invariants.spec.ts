import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressSet, containsAddress } from './address-set.js';
import { type AccessRequest, authorize, refusalOf } from './authorize.js';
import { CompiledGrant, CompiledRights, compileGrant, timeWindow } from './compiled-grant.js';
import { covers, uncovered } from './covers.js';
import type { Grant } from './grant.js';

// Small worlds, in which two grants and a request meet often enough to say something.
const permissions = ['purge:select', 'purge:all', 'service:read', 'service:*', 'platform:*', 'platform:read', '*:read'];
const resources = ['a', 'b', 'c'];
const networks = ['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.0.0.1/32', '0.0.0.0/0', '::/0', '2001:db8::/32', '2001:db8::/33', '::ffff:10.0.0.0/104'];
const ips = ['10.0.0.1', '10.200.0.1', '11.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', '2001:db8:8000::1', '2002::1', 'junk'];
const starts = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
const ends = ['2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z'];
const moments = [...starts, ...ends].flatMap((text) => [new Date(text), new Date(Date.parse(text) + 1), new Date(Date.parse(text) - 1)]);

const listOf = (items: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...items]);
const limitOf = (items: readonly string[]): fc.Arbitrary<string[] | null> => fc.oneof(fc.constant(null), listOf(items));
const grants: fc.Arbitrary<Grant> = fc.record({
  permissions: fc.subarray(permissions, { minLength: 1 }),
  services: limitOf(resources),
  workspaces: limitOf(resources),
  networks: limitOf(networks),
  not_before: fc.constantFrom(null, ...starts),
  expires_at: fc.constantFrom(null, ...ends),
});
const requests: fc.Arbitrary<AccessRequest> = fc.record(
  {
    permission: fc.constantFrom('purge:select', 'purge:all', 'service:read', 'service:write', 'service:*', 'platform:*', 'platform:read', 'platform:new'),
    service_id: fc.constantFrom(...resources),
    workspace_id: fc.constantFrom(...resources),
    ip: fc.constantFrom(...ips),
    at: fc.constantFrom(...moments),
  },
  { requiredKeys: ['permission', 'at'] },
);

/** Another grant that is likely close to the first: some dimensions are its own, the rest drawn anew. */
const near = (grant: Grant): fc.Arbitrary<Grant> =>
  fc.tuple(grants, fc.subarray(Object.keys(grant) as (keyof Grant)[])).map(([other, kept]) => ({
    ...other,
    ...Object.fromEntries(kept.map((dimension) => [dimension, grant[dimension]])),
  }));

/** A grant within this one, by narrowing any of its dimensions. */
const within = (grant: Grant): fc.Arbitrary<Grant> => {
  const part = (list: string[] | null, all: string[]): fc.Arbitrary<string[] | null> =>
    list === null ? limitOf(all) : fc.subarray(list);
  return fc.record({
    permissions: fc.subarray(grant.permissions, { minLength: 1 }),
    services: part(grant.services, resources),
    workspaces: part(grant.workspaces, resources),
    networks: part(grant.networks, networks),
    not_before: fc.constantFrom(grant.not_before, ...starts.filter((text) => grant.not_before === null || text >= grant.not_before)),
    expires_at: fc.constantFrom(grant.expires_at, ...ends.filter((text) => grant.expires_at === null || text <= grant.expires_at)),
  });
};

/** A request that the grant is likely to allow. */
const likely = (grant: Grant): fc.Arbitrary<AccessRequest> => {
  const oneOf = <T>(list: T[] | null, all: T[]): fc.Arbitrary<T | undefined> =>
    list?.length ? fc.constantFrom(...list) : fc.constantFrom(undefined, ...all);
  const set = grant.networks && addressSet(grant.networks);
  const inTime = (at: Date): boolean => refusalOf(grant, 'active', { at }) === undefined;
  return fc.record({
    permission: oneOf(grant.permissions, permissions).map((permission = 'purge:all') => permission),
    service_id: oneOf(grant.services, resources),
    workspace_id: oneOf(grant.workspaces, resources),
    ip: oneOf(set && ips.filter((ip) => containsAddress(set, ip)), ips),
    at: oneOf(moments.filter(inTime), moments).map((at = new Date(0)) => at),
  });
};

const narrowed = grants.chain((a) => fc.tuple(fc.constant(a), within(a)));
const pairs = fc.oneof(narrowed, grants.chain((a) => fc.tuple(fc.constant(a), near(a))));
const runs = { numRuns: 500 };
const pairsWithRequest = pairs.chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant(b), fc.oneof(likely(b), requests)));
const allowed = (grant: Grant, request: AccessRequest): boolean => authorize(grant, request).allowed;

describe('covers', () => {
  it('a covers b: no request is allowed by b and refused by a', () => {
    let met = 0;
    fc.assert(
      fc.property(pairsWithRequest, ([a, b, request]) => {
        if (!covers(a, b) || !allowed(b, request)) return;
        met += 1;
        expect(authorize(a, request)).toEqual({ allowed: true });
      }),
      { numRuns: 2000 },
    );
    // Otherwise it could hold for want of cases.
    expect(met).toBeGreaterThan(50);
  });

  it('is reflexive', () => {
    fc.assert(fc.property(grants, (grant) => covers(grant, grant)), runs);
  });

  it('is transitive', () => {
    const triples = grants.chain((a) => near(a).chain((b) => fc.tuple(fc.constant(a), fc.constant(b), near(b))));
    fc.assert(fc.property(triples, ([a, b, c]) => !(covers(a, b) && covers(b, c)) || covers(a, c)), runs);
    const nested = grants.chain((a) => within(a).chain((b) => fc.tuple(fc.constant(a), within(b))));
    fc.assert(fc.property(nested, ([a, c]) => covers(a, c)), runs);
  });

  it('a grant narrowed on any dimensions is covered', () => {
    fc.assert(fc.property(narrowed, ([wide, narrow]) => covers(wide, narrow)), runs);
  });

  it('ignoreExpiry sets aside expiry and nothing else', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(uncovered(a, b, { ignoreExpiry: true })).toEqual(uncovered(a, b).filter((dimension) => dimension !== 'expires_at'));
      }),
      runs,
    );
  });
});

describe('a grant widened on one dimension is not covered, and that dimension is named', () => {
  const limited: Grant = {
    permissions: ['purge:select'],
    services: ['a'],
    workspaces: ['a'],
    networks: ['10.0.0.0/9'],
    not_before: '2026-01-02T00:00:00.000Z',
    expires_at: '2026-01-03T00:00:00.000Z',
  };

  it.each<Partial<Grant>>([
    { permissions: ['purge:select', 'purge:all'] },
    { permissions: ['purge:*'] },
    { services: ['a', 'b'] },
    { services: null },
    { workspaces: ['a', 'b'] },
    { workspaces: null },
    { networks: ['10.0.0.0/8'] },
    { networks: ['10.0.0.0/9', '2001:db8::/32'] },
    { networks: null },
    { not_before: '2026-01-01T23:59:59.999Z' },
    { not_before: null },
    { expires_at: '2026-01-03T00:00:00.001Z' },
    { expires_at: null },
  ])('%j', (widening) => {
    expect(uncovered(limited, { ...limited, ...widening })).toEqual(Object.keys(widening));
  });

  it('whatever the rest of the grant is', () => {
    const widenings = {
      permissions: (grant: Grant) => ({ ...grant, permissions: [...grant.permissions, 'new:verb'] }),
      services: (grant: Grant) => ({ ...grant, services: [...(grant.services ?? []), 'new'] }),
      workspaces: (grant: Grant) => ({ ...grant, workspaces: [...(grant.workspaces ?? []), 'new'] }),
      networks: (grant: Grant) => ({ ...grant, networks: null }),
      not_before: (grant: Grant) => ({ ...grant, not_before: null }),
      expires_at: (grant: Grant) => ({ ...grant, expires_at: null }),
    };
    fc.assert(
      fc.property(grants, fc.constantFrom(...(Object.keys(widenings) as (keyof Grant)[])), (grant, dimension) => {
        fc.pre(dimension === 'permissions' || grant[dimension] !== null);
        expect(uncovered(grant, widenings[dimension](grant))).toEqual([dimension]);
      }),
      runs,
    );
  });
});

describe('authorize', () => {
  it('is monotone: what a narrower grant allows, the wider allows', () => {
    fc.assert(
      fc.property(narrowed, requests, ([wide, narrow], request) => !allowed(narrow, request) || allowed(wide, request)),
      runs,
    );
  });

  it('is monotone in the request: saying more on a dimension without limit never refuses', () => {
    fc.assert(
      fc.property(grants, requests, requests, (grant, request, more) => {
        const open = { ...grant, services: null, workspaces: null, networks: null };
        expect(authorize(open, { ...more, permission: request.permission, at: request.at })).toEqual(authorize(open, request));
      }),
      runs,
    );
  });

  it('answers alike of a grant, and of shared rights in its time window', () => {
    const statuses = fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const);
    fc.assert(
      fc.property(grants, grants, requests, statuses, (grant, other, request, status) => {
        const rights = new CompiledRights(grant);
        for (const { not_before, expires_at } of [grant, other]) {
          const plain = { ...grant, not_before, expires_at };
          const shared = new CompiledGrant(rights, timeWindow(plain));
          expect(authorize(shared, request)).toEqual(authorize(plain, request));
          expect(refusalOf(shared, status, request)).toEqual(refusalOf(plain, status, request));
        }
      }),
      runs,
    );
  });

  it('answers alike of a plain and of a compiled grant', () => {
    fc.assert(
      fc.property(grants, requests, (grant, request) => {
        expect(authorize(compileGrant(grant), request)).toEqual(authorize(grant, request));
      }),
      runs,
    );
  });
});
