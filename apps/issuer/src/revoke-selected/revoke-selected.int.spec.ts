import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { askToRevoke, label, labelled, revokeSelected } from '../../test/revoke-selected.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const ask = (body: unknown, by: string = admin.secret) => askToRevoke(issuer, by, body);
const revoke = (body: object, by: string = admin.secret) => revokeSelected(issuer, by, body);
const statusesOf = (ids: readonly string[]): Promise<string[]> => Promise.all(ids.map(async (id) => (await issuer.get(id)).status));
const makerOf = (by: string, labels: object = {}) => issuer.holder({ roles: ['engineer', 'token_admin'], labels }, by);
const changesOf = async (tokenId: string): Promise<object[]> =>
  issuer.dataSource.query(
    `select headers->>'ce_type' as type, (value::jsonb->>'sequence')::int as sequence, value::jsonb->>'reason' as reason, value::jsonb->'actor'->>'token_id' as by
     from issuer.outbox where headers->>'ce_subject' = $1 order by id offset 2`,
    [tokenId],
  );

describe('POST /automation-tokens/revoke', () => {
  it('ends what the selector finds and nothing else, with a state and a fact for each (invariants 2 and 3)', async () => {
    const labels = label();
    const found = [await issuer.issue({ name: 'a', labels }, admin.secret), await issuer.issue({ name: 'b', labels }, admin.secret)];
    const rest = [await issuer.issue({ labels: label() }, admin.secret), await issuer.issue({ name: 'x', labels }, admin.secret)];
    await issuer.dataSource.query(`update issuer.tokens set roles = '{billing}' where id = $1`, [rest[1]?.id]);
    const done = await revoke({ selector: { ...labelled(labels), role: 'engineer', status: 'active' } });
    expect(done).toEqual({ dry_run: false, count: 2, truncated: false, tokens: found.map(({ id, name }) => ({ id, name, reason: 'requested' })) });
    expect(await statusesOf([...found, ...rest].map(({ id }) => id))).toEqual(['revoked', 'revoked', 'active', 'active']);
    for (const { id } of found) {
      const state = { type: 'token.state.v1', sequence: 2, reason: null, by: null };
      expect(await changesOf(id)).toEqual([state, { type: 'token.revoked.v1', sequence: 2, reason: 'requested', by: admin.id }]);
    }
  });

  it('tells in a dry run what it would end, and ends nothing', async () => {
    const labels = label();
    const root = await makerOf(admin.secret, labels);
    const child = await issuer.issue({ name: 'child' }, root.secret);
    const planned = await revoke({ selector: labelled(labels), dry_run: true });
    expect(planned).toMatchObject({ dry_run: true, count: 2, tokens: [{ id: root.id, reason: 'requested' }, { id: child.id, name: 'child', reason: 'ancestor' }] });
    expect(await statusesOf([root.id, child.id])).toEqual(['active', 'active']);
    expect(await changesOf(root.id)).toEqual([]);
    expect(await revoke({ selector: labelled(labels) })).toEqual({ ...planned, dry_run: false });
  });

  it('waits for no lock in a dry run, and takes none', async () => {
    const labels = label();
    const root = await makerOf(admin.secret, labels);
    const child = await issuer.issue({}, root.secret);
    await issuer.dataSource.transaction(async (manager) => {
      await manager.query('select from issuer.tokens where id = any($1) for update', [[root.id, child.id]]);
      expect(await revoke({ selector: labelled(labels), dry_run: true })).toMatchObject({ count: 2 });
    });
  });

  it('finds nothing more the second time', async () => {
    const labels = label();
    const { id } = await issuer.issue({ labels }, admin.secret);
    await revoke({ selector: labelled(labels) });
    expect(await revoke({ selector: labelled(labels) })).toEqual({ dry_run: false, count: 0, tokens: [], truncated: false });
    expect(await changesOf(id)).toHaveLength(2);
  });

  it('leaves what descends from them where it is told to', async () => {
    const labels = label();
    const root = await makerOf(admin.secret, labels);
    const child = await issuer.issue({}, root.secret);
    expect(await revoke({ selector: labelled(labels), descendants: false })).toMatchObject({ count: 1 });
    expect(await statusesOf([root.id, child.id])).toEqual(['revoked', 'active']);
  });

  it('ends what descends from a token that was revoked alone before', async () => {
    const labels = label();
    const root = await makerOf(admin.secret, labels);
    const child = await issuer.issue({}, root.secret);
    await issuer.revoke(root.id, admin.secret, '?descendants=false');
    expect(await revoke({ selector: { ...labelled(labels), status: 'active' } })).toMatchObject({ count: 0 });
    expect(await revoke({ selector: labelled(labels) })).toMatchObject({ count: 1, tokens: [{ id: child.id, reason: 'ancestor' }] });
  });

  it('ends suspended and expired tokens too, which might otherwise come back', async () => {
    const labels = label();
    const [suspended, expired] = [await issuer.issue({ labels }, admin.secret), await issuer.issue({ labels }, admin.secret)];
    await issuer.call(`/automation-tokens/${suspended.id}/suspend`, { method: 'POST', by: admin.secret });
    await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 second' where id = $1`, [expired.id]);
    expect(await revoke({ selector: { ...labelled(labels), status: ['suspended', 'expired'] } })).toMatchObject({ count: 2 });
    expect(await statusesOf([suspended.id, expired.id])).toEqual(['revoked', 'revoked']);
  });

  it('takes ids, and passes over those that it does not know', async () => {
    const [one, two] = [await issuer.issue({ name: 'one' }, admin.secret), await issuer.issue({ name: 'two' }, admin.secret)];
    expect(await revoke({ selector: { ids: [one.id, two.id, mintId()], name: 'o' } })).toMatchObject({ count: 1, tokens: [{ id: one.id }] });
    expect(await statusesOf([two.id])).toEqual(['active']);
  });

  it('shows the first 1,000 and counts the rest', async () => {
    const labels = label();
    const { id } = await issuer.issue({ labels }, admin.secret);
    await copy(id, 1200);
    const done = await revoke({ selector: labelled(labels) });
    expect(done).toMatchObject({ count: 1201, truncated: true });
    expect(done.tokens).toHaveLength(1000);
    expect(await revoke({ selector: labelled(labels), dry_run: true })).toMatchObject({ count: 0 });
  });
});

/** As many tokens more that are like it. */
async function copy(id: string, count: number): Promise<void> {
  const columns = 'customer_id, platform, service_account_id, name, roles, scope, limit_workspaces, permissions, services, labels, status, sequence, created_at, changed_at, family_id';
  await issuer.dataSource.query(
    `insert into issuer.tokens (id, digest, ${columns})
     select left(md5(id || n) , 22), encode(sha256((id || n)::bytea), 'hex'), ${columns} from issuer.tokens, generate_series(1, $2::int) as n where id = $1`,
    [id, count],
  );
}

describe('too many', () => {
  const tooLarge = (count: number, max: number) => ({ status: 409, code: 'selection_too_large', detail: `${count} tokens would be revoked, and ${max} may be at most.` });

  it('are refused by the count that the caller sets, descendants among them, and all stay', async () => {
    const labels = label();
    const root = await makerOf(admin.secret, labels);
    const child = await issuer.issue({}, root.secret);
    expect(await problemOf(await ask({ selector: labelled(labels), max: 1 }))).toMatchObject(tooLarge(2, 1));
    expect(await statusesOf([root.id, child.id])).toEqual(['active', 'active']);
    expect(await changesOf(root.id)).toEqual([]);
    expect(await revoke({ selector: labelled(labels), max: 2 })).toMatchObject({ count: 2 });
  });

  it('are 10,001, in a dry run as well; 10,000 go at once', async () => {
    const labels = label();
    const { id } = await issuer.issue({ labels }, admin.secret);
    await copy(id, 10_000);
    for (const dry of [true, false]) expect(await problemOf(await ask({ selector: labelled(labels), dry_run: dry }))).toMatchObject(tooLarge(10_001, 10_000));
    await issuer.revoke(id, admin.secret);
    expect(await revoke({ selector: labelled(labels) })).toMatchObject({ count: 10_000, truncated: true });
    const [row] = await issuer.dataSource.query(`select count(*)::int as outbox from issuer.outbox where value::jsonb->'labels'->>'batch' = $1`, [labels['batch']]);
    expect(row).toEqual({ outbox: 2 * 10_001 + 2 });
  }, 60_000);
});

describe('at the same time', () => {
  it('no child outlives selected tokens that make children meanwhile', async () => {
    for (let round = 0; round < 5; round++) {
      const labels = label();
      const makers = [await makerOf(admin.secret, labels), await makerOf(admin.secret, labels)];
      const asks = Array.from({ length: 8 }, (_, index) => issuer.ask({}, makers[index % 2]?.secret));
      const [done, ...made] = await Promise.all([ask({ selector: labelled(labels) }), ...asks]);
      expect(done?.status).toBe(200);
      for (const child of made) {
        expect([201, 401]).toContain(child.status);
        if (child.status === 201) expect(await statusesOf([((await child.json()) as { id: string }).id])).toEqual(['revoked']);
      }
    }
  });

  it('two calls, and one that names a token, end each token once (invariant 3)', async () => {
    const labels = label();
    const ids: string[] = [];
    const root = await makerOf(admin.secret, labels);
    for (let count = 0; count < 10; count++) ids.push((await issuer.issue({ labels }, count % 2 ? root.secret : admin.secret)).id);
    const [one, two, alone] = await Promise.all([revoke({ selector: labelled(labels) }), revoke({ selector: { name: 'ci', ...labelled(labels) } }), issuer.revoke(root.id, admin.secret)]);
    expect(alone.status).toBe(204);
    expect(one.count + two.count).toBeLessThanOrEqual(11);
    for (const id of [root.id, ...ids]) expect(await changesOf(id)).toMatchObject([{ sequence: 2 }, { sequence: 2 }]);
  });
});
