import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Holder, type Issued, problemOf, TestIssuer } from '../../test/issuer.js';
import { tokenView } from '../tokens/token-view.js';

const answer = z.object({ data: z.array(tokenView), meta: z.object({ record_count: z.int() }) });

const issuer = TestIssuer.ofFile();
/** Its token is named `admin`, and has made all the others but `child`, whose maker is `CI-Old`. */
let admin: Holder;
let other: Holder;
const tokens: Record<string, Issued> = {};

beforeAll(async () => {
  admin = await issuer.customer();
  other = await issuer.customer();
  await issuer.issue({ name: 'ci-edge', labels: { team: 'edge' }, services: ['s1'] }, other.secret);
  const asked = [
    { name: 'ci-edge', labels: { team: 'edge', 'stage:live': 'a:b' }, services: ['s1', 's2'], roles: ['engineer', 'tls_viewer'] },
    { name: 'ci-core', labels: { team: 'core' }, services: ['s2'], roles: ['user'] },
    { name: 'CI-Old', labels: { team: 'edge', stage: '' }, roles: ['user', 'token_admin'] },
    { name: 'c%_\\', labels: {}, limit_services: true, services: [] },
    { name: 'Ökonomie', labels: { team: 'edge-2' } },
  ];
  for (const [index, body] of asked.entries()) await made(body.name, { ...body, expires_at: expiries[index] }, admin.secret);
  await made('child', { roles: ['user'], expires_at: expiries[1] }, admin.secret);
  await arrange();
});

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const expiries = [inDays(0.1), inDays(0.2), inDays(0.3), inDays(0.2), inDays(0.4)];

async function made(name: string, body: object, by?: string): Promise<void> {
  tokens[name] = await issuer.issue({ name, ...body }, by);
}
const idOf = (name: string): string => (name === 'admin' ? admin.id : (tokens[name]?.id ?? ''));

/** What only time brings, and a maker that does not count as used by it: `day` is that of March 2026 on which a token was created, `used` that of its last use. */
async function arrange(): Promise<void> {
  const days = { admin: [1, 20], 'ci-edge': [2, 9], 'ci-core': [3, null], 'CI-Old': [4, 8], 'c%_\\': [5, null], Ökonomie: [6, 10], child: [7, 9] } as const;
  for (const [name, [day, used]] of Object.entries(days)) {
    const sql = `update issuer.tokens set created_at = make_timestamptz(2026, 3, $2, 0, 0, 0, 'UTC'), last_used_at = make_timestamptz(2026, 3, $3, 0, 0, 0, 'UTC') where id = $1`;
    await issuer.dataSource.query(sql, [idOf(name), day, used]);
  }
  await issuer.dataSource.query(`update issuer.tokens set name = 'admin' where id = $1`, [admin.id]);
  await issuer.call(`/automation-tokens/${idOf('ci-core')}/suspend`, { method: 'POST', by: admin.secret });
  await issuer.revoke(idOf('c%_\\'), admin.secret);
  const maker = tokens['CI-Old'] as Issued;
  await issuer.dataSource.query('update issuer.tokens set parent_id = $2, creator_id = $3 where id = $1', [idOf('child'), maker.id, maker.service_account_id]);
  await issuer.dataSource.query('update issuer.tokens set expires_at = null where id = $1', [idOf('Ökonomie')]);
  await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 day' where id = $1`, [idOf('ci-edge')]);
}

const list = (query: object, by: string = admin.secret) => issuer.call(`/automation-tokens?${searchOf(query)}`, { by });
const searchOf = (query: object): string => new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, String(each)]))).toString();

async function found(query: object, by?: string): Promise<string[]> {
  const { data, meta } = answer.parse(await (await list(query, by)).json());
  expect(meta.record_count).toBe(data.length);
  return data.map(({ name, id }) => (id === admin.id ? 'admin' : name));
}

const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T00:00:00Z`;
const everything = ['child', 'Ökonomie', 'c%_\\', 'CI-Old', 'ci-core', 'ci-edge', 'admin'];

describe('GET /automation-tokens finds', () => {
  it.each<[object, string[]]>([
    [{}, everything],
    [{ status: 'active' }, ['child', 'Ökonomie', 'CI-Old', 'admin']],
    [{ status: 'suspended' }, ['ci-core']],
    [{ status: 'revoked' }, ['c%_\\']],
    [{ status: 'expired' }, ['ci-edge']],
    [{ status: ['suspended,expired', 'revoked'] }, ['c%_\\', 'ci-core', 'ci-edge']],
    [{ role: 'user' }, ['child', 'CI-Old', 'ci-core', 'admin']],
    [{ role: 'tls_viewer' }, ['ci-edge', 'admin']],
    [{ role: 'nobody' }, []],
    [{ service: 's2' }, ['ci-core', 'ci-edge']],
    [{ service: 's1' }, ['ci-edge']],
    [{ label: 'team' }, ['Ökonomie', 'CI-Old', 'ci-core', 'ci-edge']],
    [{ label: 'team:edge' }, ['CI-Old', 'ci-edge']],
    [{ label: ['team:edge', 'stage'] }, ['CI-Old']],
    [{ label: 'stage:' }, ['CI-Old']],
    [{ label: 'stage:live' }, []],
    [{ label: 'team:e' }, []],
    [{ name: 'ci-' }, ['ci-core', 'ci-edge']],
    [{ name: 'c%' }, ['c%_\\']],
    [{ name: 'c%_\\' }, ['c%_\\']],
    [{ name: 'c_' }, []],
    [{ name: 'Ök' }, ['Ökonomie']],
    [{ created_after: at(3), created_before: at(6) }, ['c%_\\', 'CI-Old', 'ci-core']],
    [{ last_used_after: at(9) }, ['child', 'Ökonomie', 'ci-edge', 'admin']],
    [{ last_used_before: at(9) }, ['c%_\\', 'CI-Old', 'ci-core']],
    [{ last_used_before: at(4) }, ['ci-core']],
    [{ expires_after: inDays(0.25) }, ['Ökonomie', 'CI-Old', 'admin']],
    [{ expires_before: inDays(0.25) }, ['child', 'c%_\\', 'ci-core', 'ci-edge']],
    [{ expires_after: inDays(-0.5), expires_before: inDays(0.25), status: 'active' }, ['child']],
    [{ role: 'user', label: 'team:core', service: 's2', status: 'suspended', name: 'ci' }, ['ci-core']],
  ])('%j', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it('those of a creator, a service account, a parent and a family', async () => {
    const maker = tokens['CI-Old'] as Issued;
    expect(await found({ creator_id: maker.service_account_id })).toEqual(['child']);
    expect(await found({ parent_id: maker.id })).toEqual(['child']);
    expect(await found({ service_account_id: maker.service_account_id })).toEqual(['CI-Old']);
    expect(await found({ family_id: maker.id })).toEqual(['CI-Old']);
    expect(await found({ creator_id: (await issuer.get(admin.id)).service_account_id })).toEqual(everything.slice(1, -1));
  });

  it('those of a named customer for the platform', async () => {
    expect(await found({ customer_id: admin.customer_id, label: 'team:edge' }, issuer.platform.secret)).toEqual(['CI-Old', 'ci-edge']);
    expect(await found({ customer_id: other.customer_id, service: 's1' }, issuer.platform.secret)).toEqual(['ci-edge']);
    expect(await found({ label: 'team:edge' }, issuer.platform.secret)).toEqual([]);
  });
});

describe('GET /automation-tokens sorts', () => {
  it.each<[string, string[]]>([
    ['created_at', everything.slice().reverse()],
    ['-created_at', everything],
    ['name', ['CI-Old', 'admin', 'c%_\\', 'child', 'ci-core', 'ci-edge', 'Ökonomie']],
  ])('by %s', async (sort, names) => {
    expect(await found({ sort })).toEqual(names);
  });

  it('by expires_at, those that never expire last, and first from the end', async () => {
    const names = await found({ sort: 'expires_at' });
    expect([names.at(0), names.at(-1)]).toEqual(['ci-edge', 'Ökonomie']);
    expect(names.indexOf('CI-Old')).toBeGreaterThan(names.indexOf('child'));
    expect(await found({ sort: '-expires_at' })).toEqual(names.slice().reverse());
  });

  it('by last_used_at, those never used first, and last from the end', async () => {
    const names = await found({ sort: 'last_used_at' });
    expect(names.slice(0, 2).sort()).toEqual(['c%_\\', 'ci-core']);
    expect(names.slice(2)).toEqual(['CI-Old', ...['ci-edge', 'child'], 'Ökonomie', 'admin']);
    expect(await found({ sort: '-last_used_at' })).toEqual(names.slice().reverse());
  });

  it('alike ones by id, so that pages neither repeat nor leave out any', async () => {
    const pages = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(async (page) => answer.parse(await (await list({ sort: '-last_used_at', per_page: 1, page })).json()).data));
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(7);
  });
});

describe('GET /automation-tokens', () => {
  it('links to the other pages as they are found', async () => {
    const response = await list({ label: 'team', per_page: 2, page: 1 });
    const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    const { data } = answer.parse(await (await issuer.call(String(next), { by: admin.secret })).json());
    expect(data.map(({ name }) => name)).toEqual(['ci-core', 'ci-edge']);
  });

  it('says where a query is wrong, and repeats nothing of it', async () => {
    const response = await list({ sort: 'digest', status: 'dead', label: ['a', ':b'], created_after: 'then' });
    const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(await response.clone().json());
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/status/0', '/label/1', '/created_after', '/sort']);
    expect(await problemOf(response)).toMatchObject({ status: 400, code: 'invalid_request', text: expect.not.stringMatching(/digest|dead|then/) });
    expect(await problemOf(await list({ expires_after: at(2), expires_before: at(1) }))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await problemOf(await list({ unknown: 1 }))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await problemOf(await list({ name: admin.secret }))).toMatchObject({ status: 422, code: 'contains_secret' });
  });

  it('takes what it finds by as text alone (attack: SQL injection)', async () => {
    const injections = [`' or true --`, `x') or (true`, `"}'::jsonb or true --`, `'; update issuer.tokens set status = 'revoked' --`];
    for (const text of injections) {
      for (const query of [{ name: text }, { role: text }, { service: text }, { label: text }, { label: `${text}:${text}` }]) expect(await found(query)).toEqual([]);
      for (const query of [{ sort: text }, { sort: `name ${text}` }, { status: text }]) expect((await list(query)).status).toBe(400);
    }
    expect(await found({ status: 'active' })).toHaveLength(4);
  });

  it('finds nothing of another customer, by whatever it is asked for (invariant 9)', async () => {
    const theirs = await issuer.get(admin.id);
    const asked = [{ label: 'team' }, { name: 'ci' }, { service: 's2' }, { role: 'user' }, { status: ['active', 'expired', 'revoked', 'suspended'] }, { created_before: at(28) }];
    for (const query of [...asked, { family_id: admin.id }, { parent_id: admin.id }, { creator_id: theirs.service_account_id }, { service_account_id: theirs.service_account_id }]) {
      const { data } = answer.parse(await (await list(query, other.secret)).json());
      expect(data.filter(({ customer_id: customer }) => customer !== other.customer_id)).toEqual([]);
    }
    for (const customer of [admin.customer_id, admin.id, issuer.platform.customer_id]) {
      const detail = '`customer_id` names no customer that you may see.';
      expect(await problemOf(await list({ customer_id: customer }, other.secret))).toMatchObject({ status: 404, code: 'not_found', detail });
    }
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await list({ status: 'active' }, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
