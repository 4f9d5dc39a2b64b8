import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const hourMs = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();
const refused = async (id: string, body: object = {}, by: string = admin.secret) => problemOf(await issuer.act(id, 'rotate', by, { body }));
const minter = (body: object = {}, by: string = admin.secret) => issuer.holder({ roles: ['engineer', 'token_admin'], ...body }, by);
const lives = async (secret: string): Promise<boolean> => (await issuer.call('/automation-tokens', { by: secret })).status !== 401;
const until = async (id: string): Promise<number> => Date.parse((await issuer.get(id)).expires_at as string) - Date.now();

describe('POST /automation-tokens/{id}/rotate', () => {
  it('gives a successor with the same rights, and lets the old one work until the end of the overlap', async () => {
    const old = await issuer.issue({ roles: ['token_admin', 'user'], services: ['a'], labels: { team: 'edge' }, notify_days: [7], expires_at: inHours(100) }, admin.secret);
    const response = await issuer.act(old.id, 'rotate', admin.secret, { body: { overlap_seconds: 3600 } });
    expect(response.status).toBe(201);
    const next = (await response.json()) as Record<string, unknown>;
    expect(response.headers.get('latchkey-consistency')).toBe(`${String(next['id'])}@1`);
    const own = ['id', 'access_token', 'created_at', 'expires_at', 'predecessor_id'];
    const rest = (token: object) => Object.fromEntries(Object.entries(token).filter(([name]) => !own.includes(name)));
    expect(rest(next)).toEqual(rest(old));
    expect(next).toMatchObject({ predecessor_id: old.id, family_id: old.id, service_account_id: old.service_account_id });
    expect(await issuer.get(old.id)).toMatchObject({ successor_id: next['id'], status: 'active' });
    expect((await until(old.id)) / hourMs).toBeCloseTo(1, 1);
    expect((await until(next['id'] as string)) / hourMs).toBeCloseTo(100, 1);
    expect(await Promise.all([lives(old.access_token), lives(next['access_token'] as string)])).toEqual([true, true]);
    expect((await changesIn(issuer.dataSource, old.id)).slice(2).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['token.state.v1', 2],
      ['token.rotated.v1', 2],
    ]);
    expect(await lastIn(issuer.dataSource, next['id'] as string, 'token.issued.v1')).toMatchObject({ predecessor_id: old.id, family_id: old.id });
  });

  it('takes no body for the defaults: a day of overlap', async () => {
    const old = await issuer.issue({ expires_at: inHours(100) }, admin.secret);
    expect((await issuer.act(old.id, 'rotate', admin.secret)).status).toBe(201);
    expect((await until(old.id)) / hourMs).toBeCloseTo(24, 1);
  });

  it('ends the old one at once where there is to be no overlap, and leaves what it made', async () => {
    const old = await minter();
    const child = await issuer.issue({}, old.secret);
    const next = await issuer.rotate(old.id, admin.secret, { overlap_seconds: 0 });
    expect(await Promise.all([lives(old.secret), lives(next.access_token), lives(child.access_token)])).toEqual([false, true, true]);
    expect((await changesIn(issuer.dataSource, old.id)).slice(2)).toEqual([
      { type: 'token.state.v1', sequence: 2, status: 'revoked', reason: null },
      { type: 'token.rotated.v1', sequence: 2, status: null, reason: null },
      { type: 'token.revoked.v1', sequence: 2, status: null, reason: 'rotated' },
    ]);
  });

  it('never lengthens the life of the old one by the overlap', async () => {
    const old = await issuer.issue({ expires_at: inHours(1) }, admin.secret);
    await issuer.rotate(old.id, admin.secret, { overlap_seconds: 86_400 });
    expect((await until(old.id)) / hourMs).toBeLessThan(1);
  });

  it('goes on from successor to successor, in one family', async () => {
    const first = await issuer.issue({}, admin.secret);
    const second = await issuer.rotate(first.id, admin.secret);
    const third = await issuer.rotate(second.id, admin.secret);
    expect(third).toMatchObject({ family_id: first.id, predecessor_id: second.id });
    expect(await refused(first.id)).toMatchObject({ status: 409, code: 'already_rotated' });
  });

  it('lets a token replace itself without any permission, for no longer than it lives', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'], expires_at: inHours(5) }, admin.secret);
    expect(await refused(id, { expires_at: inHours(6) }, secret)).toMatchObject({ status: 403, code: 'not_covered' });
    expect(await refused(id, { expires_at: null }, secret)).toMatchObject({ status: 403, code: 'not_covered' });
    const next = await issuer.rotate(id, secret);
    expect((await until(next.id)) / hourMs).toBeCloseTo(5, 1);
    expect(next).toMatchObject({ parent_id: id });
  });

  it('of a stolen token gives a successor that goes with it when it is revoked', async () => {
    const stolen = await minter();
    const thief = await issuer.rotate(stolen.id, stolen.secret);
    await issuer.revoke(stolen.id, admin.secret);
    expect(await lives(thief.access_token)).toBe(false);
  });

  it('gives nobody a token that holds more than they do', async () => {
    const small = await minter({ services: ['a'] });
    const { id } = await issuer.issue({}, admin.secret);
    expect(await refused(id, {}, small.secret)).toMatchObject({ status: 403, code: 'not_covered', detail: expect.stringContaining('services') });
  });

  it('needs token:write for another token', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    const { id } = await issuer.issue({ role: 'user' }, admin.secret);
    expect(await refused(id, {}, secret)).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('gives no successor that would never be valid', async () => {
    const { id } = await issuer.issue({ not_before: inHours(10), expires_at: inHours(20) }, admin.secret);
    expect(await refused(id, { expires_at: inHours(9) })).toMatchObject({ status: 400, code: 'empty_window' });
    expect(await issuer.rotate(id, admin.secret)).toMatchObject({ predecessor_id: id });
  });

  it('keeps to the policy', async () => {
    const strict = await issuer.customer();
    const { id } = await issuer.issue({ expires_at: inHours(100) }, strict.secret);
    const policy = { max_lifetime_days: 1, allow_never_expires: false, required_labels: [], on_reuse: 'report' };
    await issuer.dataSource.query('update issuer.customers set policy = $2 where id = $1', [strict.customer_id, policy]);
    expect(await refused(id, { expires_at: inHours(30) }, issuer.platform.secret)).toMatchObject({ status: 422, code: 'policy_violation' });
    const next = await issuer.rotate(id, issuer.platform.secret);
    expect((await until(next.id)) / hourMs).toBeLessThanOrEqual(24);
  });

  it.each<[string, string]>([
    ['suspended', 'token_suspended'],
    ['revoked', 'token_ended'],
    ['expired', 'token_ended'],
  ])('gives a token that is %s no successor', async (state, code) => {
    const { id } = await issuer.issue({}, admin.secret);
    if (state === 'suspended') await issuer.act(id, 'suspend', admin.secret);
    if (state === 'revoked') await issuer.revoke(id, admin.secret);
    if (state === 'expired') await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 s' where id = $1`, [id]);
    expect(await refused(id)).toMatchObject({ status: 409, code });
  });

  it('finds a foreign token as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [other.id, issuer.platform.id, mintId(), 'no-id']) expect(await refused(id)).toMatchObject({ status: 404, code: 'not_found' });
  });

  it.each([{ overlap_seconds: -1 }, { overlap_seconds: 30 * 86_400 + 1 }, { overlap_seconds: 1.5 }, { expires_at: 'soon' }, { name: 'x' }])('refuses %j', async (body) => {
    const { id } = await issuer.issue({}, admin.secret);
    expect(await refused(id, body)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('gives one successor though many ask at once', async () => {
    const { id, secret } = await minter();
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => issuer.act(id, 'rotate', secret)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });
});
