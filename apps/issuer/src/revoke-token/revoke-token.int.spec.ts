import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { type Change, changesIn } from '../../test/outbox.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const makerOf = (by: string) => issuer.holder({ roles: ['engineer', 'token_admin'] }, by);
const statusOf = async (id: string): Promise<string> => (await issuer.get(id)).status;

const changesOf = (tokenId: string): Promise<Change[]> => changesIn(issuer.dataSource, tokenId);
const issued = [
  { type: 'token.state.v1', sequence: 1, status: 'active', reason: null },
  { type: 'token.issued.v1', sequence: 1, status: null, reason: null },
];
const revoked = (reason: string) => [
  { type: 'token.state.v1', sequence: 2, status: 'revoked', reason: null },
  { type: 'token.revoked.v1', sequence: 2, status: null, reason },
];

describe('DELETE /automation-tokens/{id}', () => {
  it('ends a token: a new sequence, its state and the fact (invariant 3)', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    const response = await issuer.revoke(id, admin.secret);
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(response.headers.get('latchkey-consistency')).toBe(`${id}@2`);
    expect(await changesOf(id)).toEqual([...issued, ...revoked('requested')]);
  });

  it('leaves what is revoked as it is, and says so by the same answer', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    await issuer.revoke(id, admin.secret);
    const again = await issuer.revoke(id, admin.secret);
    expect(again.status).toBe(204);
    expect(again.headers.get('latchkey-consistency')).toBe(`${id}@2`);
    expect(await changesOf(id)).toHaveLength(4);
  });

  it('lets a token give itself up, whatever else it may do', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect((await issuer.revoke(id, secret)).status).toBe(204);
    expect(await statusOf(id)).toBe('revoked');
  });

  it('needs token:write to end another', async () => {
    const { secret } = await issuer.holder({ roles: ['user', 'auditor'] }, admin.secret);
    const { id } = await issuer.issue({}, admin.secret);
    expect(await problemOf(await issuer.revoke(id, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(await statusOf(id)).toBe('active');
  });

  it('finds a foreign token as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [other.id, issuer.platform.id, mintId(), 'no-id', '%00']) {
      expect(await problemOf(await issuer.revoke(id, admin.secret))).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect([await statusOf(other.id), await statusOf(issuer.platform.id)]).toEqual(['active', 'active']);
  });

  it('lets the platform end any token', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    expect((await issuer.revoke(id)).status).toBe(204);
  });

  it.each(['?descendants=maybe', '?descendants=true&descendants=false', '?other=1'])('refuses %s', async (query) => {
    expect(await problemOf(await issuer.revoke(admin.id, admin.secret, query))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await statusOf(admin.id)).toBe('active');
  });
});

describe('what descends from a revoked token', () => {
  it('ends with it, and only that', async () => {
    const root = await makerOf(admin.secret);
    const child = await makerOf(root.secret);
    const grandchild = await issuer.issue({}, child.secret);
    const sibling = await issuer.issue({}, admin.secret);
    await issuer.revoke(root.id, admin.secret);
    expect(await changesOf(root.id)).toEqual([...issued, ...revoked('requested')]);
    expect(await changesOf(child.id)).toEqual([...issued, ...revoked('ancestor')]);
    expect(await changesOf(grandchild.id)).toEqual([...issued, ...revoked('ancestor')]);
    expect(await statusOf(sibling.id)).toBe('active');
  });

  it('ends though a token in between was revoked before, alone', async () => {
    const root = await makerOf(admin.secret);
    const child = await makerOf(root.secret);
    const grandchild = await issuer.issue({}, child.secret);
    await issuer.revoke(child.id, admin.secret, '?descendants=false');
    expect(await statusOf(grandchild.id)).toBe('active');
    await issuer.revoke(root.id, admin.secret);
    expect(await statusOf(grandchild.id)).toBe('revoked');
    expect(await changesOf(child.id)).toHaveLength(4);
  });

  it('ends when a token is revoked again that was revoked alone', async () => {
    const root = await makerOf(admin.secret);
    const child = await issuer.issue({}, root.secret);
    await issuer.revoke(root.id, admin.secret, '?descendants=false');
    expect(await statusOf(child.id)).toBe('active');
    await issuer.revoke(root.id, admin.secret);
    expect(await statusOf(child.id)).toBe('revoked');
  });
});

describe('at the same time', () => {
  it('no child outlives a parent that is being revoked while children are made', async () => {
    for (let round = 0; round < 10; round++) {
      const parent = await makerOf(admin.secret);
      const child = await makerOf(parent.secret);
      const makers = Array.from({ length: 8 }, (_, index) => issuer.ask({}, index % 2 ? parent.secret : child.secret));
      const [end, ...made] = await Promise.all([issuer.revoke(parent.id, admin.secret), ...makers]);
      expect(end?.status).toBe(204);
      for (const answer of made) {
        expect([201, 401]).toContain(answer.status);
        if (answer.status === 201) expect(await statusOf(((await answer.json()) as { id: string }).id)).toBe('revoked');
        else expect((await problemOf(answer)).challenge).toContain('the token was revoked');
      }
    }
  });

  it('a token revoked by many ends once (invariant 3)', async () => {
    const parent = await makerOf(admin.secret);
    const child = await makerOf(parent.secret);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => issuer.revoke(index % 2 ? parent.id : child.id, admin.secret)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 204));
    expect(await changesOf(parent.id)).toHaveLength(4);
    expect(await changesOf(child.id)).toMatchObject([...issued, { sequence: 2 }, { sequence: 2 }]);
  });
});
