import { describe, expect, it } from '@jest/globals';
import { eventually } from '@latchkey/testing';
import { mintToken } from '@latchkey/tokens';
import { type Holder, type Issued, TestIssuer } from '../../test/issuer.js';
import { changesIn, lastIn } from '../../test/outbox.js';
import { RecordUse } from './record-use.js';
import type { TokenUse } from './token-use.js';

const issuer = TestIssuer.ofFile();

const minute = 60_000;
const record = (...uses: TokenUse[]): Promise<void> => issuer.part(RecordUse).execute(uses);
const use = (tokenId: string, overrides: Partial<TokenUse> = {}): TokenUse => ({
  tokenId,
  reason: null,
  count: 1,
  at: new Date(),
  ip: '192.0.2.1',
  userAgent: 'old-build/1',
  serviceId: 'www',
  ...overrides,
});
/** After the end of the overlap. */
const late = (tokenId: string, overrides: Partial<TokenUse> = {}): TokenUse => use(tokenId, { reason: 'expired', ...overrides });
const typesOf = async (id: string): Promise<string[]> => (await changesIn(issuer.dataSource, id)).map(({ type }) => type);
const reports = async (id: string): Promise<number> => (await typesOf(id)).filter((type) => type === 'token.predecessor-used.v1').length;
const statusesOf = (...ids: string[]): Promise<string[]> => Promise.all(ids.map(async (id) => (await issuer.get(id)).status));

interface Pair {
  readonly old: Holder;
  readonly next: Issued;
}
async function rotated(admin: Holder, overlapSeconds = 3600): Promise<Pair> {
  const old = await issuer.holder({ roles: ['engineer', 'token_admin'] }, admin.secret);
  return { old, next: await issuer.rotate(old.id, admin.secret, { overlap_seconds: overlapSeconds }) };
}
/** As if the overlap had ended a minute ago. */
async function overlapEnded(admin: Holder): Promise<Pair> {
  const pair = await rotated(admin);
  await issuer.dataSource.query(`update issuer.tokens set created_at = created_at - interval '1 hour' where id = any($1)`, [[pair.old.id, pair.next.id]]);
  await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 minute' where id = $1`, [pair.old.id]);
  return pair;
}

describe('use of a token that has a successor', () => {
  it('is told once a day, with who used it and from where', async () => {
    const admin = await issuer.customer();
    const { old, next } = await rotated(admin);
    const at = new Date();
    await record(use(old.id, { at, count: 7 }));
    await record(use(old.id), use(old.id));
    expect(await reports(old.id)).toBe(1);
    expect(await lastIn(issuer.dataSource, old.id, 'token.predecessor-used.v1')).toEqual({
      token_id: old.id,
      customer_id: admin.customer_id,
      service_account_id: (await issuer.get(old.id)).service_account_id,
      token_name: 'ci',
      labels: {},
      actor: { kind: 'system', token_id: null, service_account_id: null, person_id: null, name: 'issuer' },
      ip: '192.0.2.1',
      user_agent: 'old-build/1',
      request_id: null,
      successor_id: next.id,
      family_id: old.id,
      late: false,
      used_at: at.toISOString(),
      service_id: 'www',
      count: 7,
    });
    expect(await statusesOf(old.id, next.id)).toEqual(['active', 'active']);
    await issuer.dataSource.query(`update issuer.tokens set predecessor_used_on = predecessor_used_on - 1 where id = $1`, [old.id]);
    await record(use(old.id));
    expect(await reports(old.id)).toBe(2);
  });

  it('is told once where many instances hear of it at once', async () => {
    const { old } = await rotated(await issuer.customer());
    await Promise.all(Array.from({ length: 8 }, () => record(use(old.id))));
    expect(await reports(old.id)).toBe(1);
  });

  it('is not told of use before the rotation, nor of a token without a successor', async () => {
    const admin = await issuer.customer();
    const { old, next } = await rotated(admin);
    await record(use(old.id, { at: new Date(Date.now() - 10 * minute) }), use(next.id));
    expect([await reports(old.id), await reports(next.id)]).toEqual([0, 0]);
  });

  it('counts where the issuer itself is called', async () => {
    const { old } = await rotated(await issuer.customer());
    await issuer.call('/automation-tokens', { by: old.secret });
    await issuer.close();
    await issuer.startAgain();
    expect(await reports(old.id)).toBe(1);
  });
});

describe('use of it after its end', () => {
  it('is told as late, and ends nothing where the policy only reports', async () => {
    const admin = await issuer.customer({ on_reuse: 'report' });
    const { old, next } = await overlapEnded(admin);
    await record(late(old.id));
    expect(await lastIn(issuer.dataSource, old.id, 'token.predecessor-used.v1')).toMatchObject({ late: true, ip: '192.0.2.1' });
    expect(await statusesOf(old.id, next.id)).toEqual(['expired', 'active']);
  });

  it('ends the family and all that it made, once, where the policy says so: a thief and the owner cannot both hold a secret of it for long', async () => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const { old, next } = await overlapEnded(admin);
    const last = await issuer.rotate(next.id, admin.secret);
    const [child, other] = await Promise.all([issuer.issue({}, last.access_token), issuer.issue({}, admin.secret)]);
    await Promise.all([record(late(old.id)), record(late(old.id))]);
    await record(late(old.id, { reason: 'revoked' }));
    expect(await statusesOf(old.id, next.id, last.id, child.id, other.id, admin.id)).toEqual(['revoked', 'revoked', 'revoked', 'revoked', 'active', 'active']);
    expect(await lastIn(issuer.dataSource, last.id, 'token.revoked.v1')).toMatchObject({ reason: 'reused', ip: '192.0.2.1', actor: { kind: 'system', name: 'issuer' } });
    expect(await lastIn(issuer.dataSource, child.id, 'token.revoked.v1')).toMatchObject({ reason: 'ancestor' });
    for (const id of [last.id, child.id]) expect((await typesOf(id)).filter((type) => type === 'token.revoked.v1')).toHaveLength(1);
    expect(await reports(old.id)).toBe(1);
  });

  it('counts as well where it is the issuer that refuses it', async () => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const { old, next } = await overlapEnded(admin);
    const headers = { 'user-agent': 'old-build/2' };
    expect((await issuer.call('/automation-tokens', { by: old.secret, headers })).status).toBe(401);
    await eventually(async () => expect(await statusesOf(old.id, next.id)).toEqual(['revoked', 'revoked']), { timeoutMs: 10_000 });
    expect(await lastIn(issuer.dataSource, old.id, 'token.predecessor-used.v1')).toMatchObject({ late: true, count: 1, ip: '127.0.0.1', user_agent: 'old-build/2' });
  });

  it('is none at the issuer where the token still works, is unknown, or has no successor', async () => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const [{ old, next }, ended, marked] = [await rotated(admin), await issuer.holder({}, admin.secret), await overlapEnded(await issuer.customer({ on_reuse: 'report' }))];
    await issuer.revoke(ended.id, admin.secret);
    const statuses = [mintToken(), ended.secret, old.secret].map(async (secret) => (await issuer.call('/tokens/self', { by: secret })).status);
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
    await issuer.call('/tokens/self', { by: marked.old.secret });
    await eventually(async () => expect(await reports(marked.old.id)).toBe(1), { timeoutMs: 10_000 });
    expect(await statusesOf(old.id, next.id, marked.next.id)).toEqual(['active', 'active', 'active']);
  });

  it('leaves no successor that was made meanwhile alive', async () => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const { old, next } = await overlapEnded(admin);
    const [response] = await Promise.all([issuer.act(next.id, 'rotate', admin.secret), record(late(old.id))]);
    const family: { status: string }[] = await issuer.dataSource.query('select status from issuer.tokens where family_id = $1', [old.id]);
    expect(family.length).toBe(response.status === 201 ? 3 : 2);
    expect(family.map(({ status }) => status)).toEqual(family.map(() => 'revoked'));
  });

  it('ends it as well where the token was replaced without an overlap', async () => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const { old, next } = await rotated(admin, 0);
    await record(late(old.id, { reason: 'revoked', at: new Date(Date.now() + 1) }));
    expect(await statusesOf(next.id)).toEqual(['revoked']);
  });

  it('ends it also on a day on which the token was told of', async () => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const { old, next } = await overlapEnded(admin);
    await record(use(old.id, { at: new Date(Date.now() - 2 * minute) }));
    await record(late(old.id));
    expect(await statusesOf(next.id)).toEqual(['revoked']);
  });

  it.each<[string, Partial<TokenUse>]>([
    ['a use within the overlap', { reason: null, at: new Date(Date.now() - 2 * minute) }],
    ['a refusal from before its end', { at: new Date(Date.now() - 5 * minute) }],
    ['a refusal for another reason', { reason: 'network_refused' }],
  ])('is not: %s ends nothing', async (_, overrides) => {
    const admin = await issuer.customer({ on_reuse: 'revoke_family' });
    const { old, next } = await overlapEnded(admin);
    await record(late(old.id, overrides));
    expect(await statusesOf(old.id, next.id)).toEqual(['expired', 'active']);
  });
});
