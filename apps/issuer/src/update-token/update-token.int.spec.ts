import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const refused = async (id: string, body: object, by: string = admin.secret) => problemOf(await issuer.patch(id, body, by));
const minter = (body: object = {}, by: string = admin.secret) => issuer.holder({ roles: ['engineer', 'token_admin'], ...body }, by);

describe('PATCH /automation-tokens/{id}', () => {
  it('changes what it names, tells state and fact under the next sequence, and leaves the rest (invariant 3)', async () => {
    const made = await issuer.issue({ services: ['a', 'b'], labels: { team: 'edge' } }, admin.secret);
    const before = await issuer.get(made.id);
    const response = await issuer.patch(made.id, { name: 'deploy', services: ['a'], notify_days: [1, 30, 1] }, admin.secret);
    expect(response.status).toBe(200);
    expect(response.headers.get('latchkey-consistency')).toBe(`${made.id}@2`);
    expect(await response.json()).toEqual({ ...before, name: 'deploy', services: ['a'], notify_days: [30, 1] });
    expect((await changesIn(issuer.dataSource, made.id)).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['token.state.v1', 1],
      ['token.issued.v1', 1],
      ['token.state.v1', 2],
      ['token.updated.v1', 2],
    ]);
    expect(await lastIn(issuer.dataSource, made.id, 'token.updated.v1')).toMatchObject({
      token_name: 'deploy',
      changed: ['name', 'services', 'notify_days'],
      grant: { services: ['a'] },
      actor: { kind: 'token', token_id: admin.id },
    });
  });

  it.each([{}, { name: 'ci' }, { labels: {}, roles: ['engineer'] }])('leaves no trace where %j changes nothing', async (body) => {
    const { id } = await issuer.issue({}, admin.secret);
    const response = await issuer.patch(id, body, admin.secret);
    expect([response.status, response.headers.get('latchkey-consistency')]).toEqual([200, `${id}@1`]);
    expect(await changesIn(issuer.dataSource, id)).toHaveLength(2);
  });

  it('lets a suspended token be changed', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    await issuer.act(id, 'suspend', admin.secret);
    expect((await issuer.patch(id, { name: 'later' }, admin.secret)).status).toBe(200);
    expect(await issuer.get(id)).toMatchObject({ name: 'later', status: 'suspended' });
  });

  it.each(['revoked', 'expired'])('leaves a token that is %s as it is', async (end) => {
    const { id } = await issuer.issue({}, admin.secret);
    if (end === 'revoked') await issuer.revoke(id, admin.secret);
    else await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [id]);
    expect(await refused(id, { expires_at: inHours(1) })).toMatchObject({ status: 409, code: 'token_ended' });
  });

  it('moves the end of an overlap forward, never back: who was told of it relies on it', async () => {
    const { id } = await issuer.issue({ expires_at: inHours(10) }, admin.secret);
    await issuer.rotate(id, admin.secret, { overlap_seconds: 3600 });
    expect(await refused(id, { expires_at: inHours(5) })).toMatchObject({ status: 409, code: 'already_rotated' });
    expect((await issuer.patch(id, { expires_at: inHours(0.5) }, admin.secret)).status).toBe(200);
  });

  it('finds a foreign token as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [other.id, issuer.platform.id, mintId(), 'no-id']) expect(await refused(id, { name: 'mine' })).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('needs token:write, also to change oneself', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await refused(id, { name: 'mine' }, secret)).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it.each<[object, string, string]>([
    [{ status: 'revoked' }, 'invalid_request', ''],
    [{ customer_id: mintId() }, 'invalid_request', ''],
    [{ name: '' }, 'invalid_request', '/name'],
    [{ allowed_cidrs: ['10.0.0.1/8'] }, 'invalid_request', '/allowed_cidrs/0'],
    [{ roles: ['emperor'] }, 'unknown_role', ''],
    [{ scope: 'universe' }, 'unknown_scope', ''],
    [{ limit_services: false, services: ['a'] }, 'contradictory_limit', ''],
    [{ not_before: inHours(2), expires_at: inHours(1) }, 'empty_window', ''],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expired_at_birth', ''],
  ])('refuses %j as %s', async (body, code, pointer) => {
    const { id } = await issuer.issue({}, admin.secret);
    const problem = await refused(id, body);
    expect(problem).toMatchObject({ status: 400, code });
    expect(problem.text).toContain(`"pointer":"${pointer}"`.repeat(code === 'invalid_request' ? 1 : 0));
  });

  it('refuses lists that together are too large', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const long = (prefix: string) => Array.from({ length: 130 }, (_, index) => `${prefix}${index}`.padEnd(250, 'x'));
    expect((await issuer.patch(id, { services: long('s') }, admin.secret)).status).toBe(200);
    expect(await refused(id, { workspaces: long('w') })).toMatchObject({ status: 422, code: 'token_too_large' });
  });

  it('keeps to the policy in what it changes, and leaves be what was made before it', async () => {
    const strict = await issuer.customer();
    const { id } = await issuer.issue({ expires_at: inHours(20) }, strict.secret);
    const policy = { max_lifetime_days: 1, allow_never_expires: false, required_labels: ['team'], on_reuse: 'report' };
    await issuer.dataSource.query('update issuer.customers set policy = $2 where id = $1', [strict.customer_id, policy]);
    expect((await issuer.patch(id, { name: 'same life' }, strict.secret)).status).toBe(200);
    expect(await refused(id, { labels: { stage: 'ci' } }, strict.secret)).toMatchObject({ status: 422, code: 'policy_violation' });
    expect(await refused(id, { expires_at: inHours(25) }, issuer.platform.secret)).toMatchObject({ status: 422, code: 'policy_violation' });
    expect((await issuer.patch(id, { labels: { team: 'edge' } }, strict.secret)).status).toBe(200);
  });
});

describe('least privilege, where a token is changed', () => {
  it('gives no right that whoever changes it lacks', async () => {
    const small = await minter({ services: ['a'] });
    const { id } = await issuer.issue({ role: 'user', services: ['a'] }, small.secret);
    for (const [body, dimension] of [
      [{ role: 'billing' }, 'permissions'],
      [{ services: ['a', 'b'] }, 'services'],
      [{ limit_services: false, services: [] }, 'services'],
      [{ expires_at: null }, 'expires_at'],
    ] as const) {
      expect(await refused(id, body, small.secret)).toMatchObject({ status: 403, code: 'not_covered', detail: expect.stringContaining(dimension) });
    }
  });

  it('lets nobody touch a token that holds more than they do', async () => {
    const small = await minter({ services: ['a'] });
    const { id } = await issuer.issue({ services: ['b'] }, admin.secret);
    expect(await refused(id, { services: ['a'] }, small.secret)).toMatchObject({ status: 403, code: 'not_covered' });
  });

  it('lets no token extend itself', async () => {
    const { id, secret } = await minter({ expires_at: inHours(1) });
    for (const body of [{ expires_at: inHours(2) }, { expires_at: null }]) expect(await refused(id, body, secret)).toMatchObject({ code: 'not_covered' });
  });

  it('keeps a token within its maker, whoever widens it: the maker may hold its secret', async () => {
    const small = await minter({ services: ['a'] });
    const { id } = await issuer.issue({ services: ['a'] }, small.secret);
    expect(await refused(id, { services: ['a', 'b'] })).toMatchObject({ status: 403, code: 'not_covered' });
    expect((await issuer.patch(id, { role: 'user' }, admin.secret)).status).toBe(200);
  });

  it('narrows no maker below what it made, until that is gone', async () => {
    const parent = await minter({ services: ['a', 'b'] });
    const child = await issuer.issue({ services: ['b'] }, parent.secret);
    expect(await refused(parent.id, { services: ['a'] })).toMatchObject({ status: 409, code: 'children_beyond' });
    await issuer.revoke(child.id, admin.secret);
    expect((await issuer.patch(parent.id, { services: ['a'] }, admin.secret)).status).toBe(200);
  });

  it.each<[string, (id: string, secret: string) => Promise<unknown>]>([
    ['replaced itself', (id, secret) => issuer.rotate(id, secret, { overlap_seconds: 0 })],
    ['was revoked alone', (id) => issuer.revoke(id, admin.secret, '?descendants=false')],
    ['has expired', (id) => issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [id])],
  ])('looks past a token in between that %s: stops rights that outlive the narrowing of who gave them, or come back after it', async (_, end) => {
    const top = await minter({ services: ['a', 'b'] });
    const between = await minter({ services: ['a', 'b'] }, top.secret);
    const low = await issuer.issue({ services: ['b'] }, between.secret);
    await end(between.id, between.secret);
    expect(await refused(top.id, { services: ['a'] })).toMatchObject({ status: 409, code: 'children_beyond' });
    const rows: { id: string }[] = await issuer.dataSource.query(`select id from issuer.tokens where parent_id = $1`, [between.id]);
    for (const { id } of rows) expect((await issuer.patch(id, { services: ['a'] }, admin.secret)).status).toBe(200);
    expect((await issuer.patch(top.id, { services: ['a'] }, admin.secret)).status).toBe(200);
    expect(await refused(low.id, { services: ['a', 'b'] })).toMatchObject({ status: 403, code: 'not_covered' });
  });

  it('empties a list to none, never to all', async () => {
    const { id } = await issuer.issue({ services: ['a'] }, admin.secret);
    expect(await (await issuer.patch(id, { services: [] }, admin.secret)).json()).toMatchObject({ limit_services: true, services: [] });
  });
});

it('keeps the sequence gapless where many change one token at once (invariant 3)', async () => {
  const { id } = await issuer.issue({}, admin.secret);
  const answers = await Promise.all(Array.from({ length: 30 }, (_, turn) => issuer.patch(id, { labels: { turn: String(turn) } }, admin.secret)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const states = (await changesIn(issuer.dataSource, id)).filter(({ type }) => type === 'token.state.v1');
  expect(states.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
});
