import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, type Issued, problemOf, TestIssuer } from '../../test/issuer.js';
import { askToRevoke, label, labelled, type RevokedSelection, revokeSelected } from '../../test/revoke-selected.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;
let other: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
  other = await issuer.customer();
});

const ask = (body: unknown, by: string = admin.secret) => askToRevoke(issuer, by, body);
const revoke = (body: object, by: string = admin.secret) => revokeSelected(issuer, by, body);
const idsOf = ({ tokens }: RevokedSelection): string[] => tokens.map(({ id }) => id).sort();
const statusesOf = (ids: readonly string[]): Promise<string[]> => Promise.all(ids.map(async (id) => (await issuer.get(id)).status));

describe('a selector', () => {
  it.each<[object, string]>([
    [{}, '/selector'],
    [{ selector: {} }, '/selector'],
    [{ selector: { customer_id: mintId() } }, '/selector'],
    [{ selector: { ids: [] } }, '/selector/ids'],
    [{ selector: { ids: ['no-id'] } }, '/selector/ids/0'],
    [{ selector: { status: [] } }, '/selector/status'],
    [{ selector: { label: ['team:a', 'team:b'] } }, '/selector/label'],
    [{ selector: { created_after: '2026-01-02T00:00:00Z', created_before: '2026-01-01T00:00:00Z' } }, '/selector/created_before'],
    [{ selector: { name: 'a', sort: 'name' } }, '/selector'],
    [{ selector: { name: 'a' }, max: 0 }, '/max'],
    [{ selector: { name: 'a' }, max: 10_001 }, '/max'],
    [{ selector: { name: 'a' }, dry_run: 'yes' }, '/dry_run'],
    [{ selector: { name: 'a' }, descendents: true }, ''],
  ])('is refused as %j', async (body, pointer) => {
    const response = await ask(body);
    expect(await response.clone().json()).toMatchObject({ errors: [{ pointer }] });
    expect(await problemOf(response)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('is refused with more than 1,000 ids', async () => {
    const refused = await ask({ selector: { ids: Array.from({ length: 1001 }, () => mintId()) } });
    expect(await refused.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/selector/ids' }] });
  });

  it('of the platform names a customer, or ids', async () => {
    const labels = label();
    const { id } = await issuer.issue({ labels }, admin.secret);
    const response = await ask({ selector: labelled(labels) }, issuer.platform.secret);
    expect(await response.json()).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/selector/customer_id' }] });
    expect(await revoke({ selector: { ...labelled(labels), customer_id: other.customer_id } }, issuer.platform.secret)).toMatchObject({ count: 0 });
    expect(await revoke({ selector: { ...labelled(labels), customer_id: admin.customer_id } }, issuer.platform.secret)).toMatchObject({ count: 1 });
    const [mine, theirs] = [await issuer.issue({ labels: label() }, admin.secret), await issuer.issue({ labels }, other.secret)];
    expect(await statusesOf([id, mine.id])).toEqual(['revoked', 'active']);
    expect(idsOf(await revoke({ selector: { ids: [mine.id, theirs.id], ...labelled(labels) } }, issuer.platform.secret))).toEqual([theirs.id]);
    expect(idsOf(await revoke({ selector: { ids: [mine.id, theirs.id] } }, issuer.platform.secret))).toEqual([mine.id]);
  });
});

describe('attacks', () => {
  it('no token of another customer is revoked, counted or told of (invariant 9)', async () => {
    const labels = label();
    const theirs = [await issuer.issue({ name: 'theirs', labels, services: ['s1'] }, other.secret), await issuer.issue({ name: 'theirs', labels }, other.secret)];
    const { service_account_id: account, family_id: family, parent_id: parent, creator_id: creator } = theirs[0] as Issued;
    const selectors = [
      { ids: theirs.map(({ id }) => id) },
      labelled(labels),
      { name: 'theirs' },
      { service: 's1' },
      { service_account_id: account },
      { family_id: family },
      { parent_id: parent },
      { creator_id: creator },
      { ids: [other.id, issuer.platform.id] },
    ];
    for (const selector of selectors) {
      for (const dry of [true, false]) {
        expect(await revoke({ selector, dry_run: dry, max: 1 })).toEqual({ dry_run: dry, count: 0, tokens: [], truncated: false });
      }
    }
    for (const customer of [other.customer_id, issuer.platform.customer_id, mintId()]) {
      const response = await ask({ selector: { name: 'theirs', customer_id: customer }, dry_run: true });
      expect(await problemOf(response)).toMatchObject({ status: 404, code: 'not_found', detail: '`customer_id` names no customer that you may see.' });
    }
    expect(await statusesOf([...theirs.map(({ id }) => id), other.id, issuer.platform.id])).toEqual(Array.from({ length: 4 }, () => 'active'));
  });

  it('a holder without token:write learns and revokes nothing', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user', 'auditor'] }, admin.secret);
    expect(await problemOf(await ask({ selector: { ids: [id] }, dry_run: true }, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(await problemOf(await issuer.call('/automation-tokens/revoke', { method: 'POST', body: { selector: { ids: [id] } } }))).toMatchObject({ status: 401 });
    expect(await statusesOf([id])).toEqual(['active']);
  });

  it('texts of a selector are text alone (SQL injection)', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    for (const text of [`' or true --`, `x') or (true`, `"}' or true --`]) {
      for (const selector of [{ name: text }, { role: text }, { service: text }, { label: [text, `a:${text}`] }]) expect(await revoke({ selector })).toMatchObject({ count: 0 });
    }
    expect(await statusesOf([id])).toEqual(['active']);
  });

  it('a secret in a selector is refused, and not repeated', async () => {
    const refused = await problemOf(await ask({ selector: { label: [`a:${admin.secret}`] } }));
    expect(refused).toMatchObject({ status: 422, code: 'contains_secret', text: expect.not.stringContaining(admin.secret) });
  });
});
