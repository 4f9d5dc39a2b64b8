import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { deriveId, mintId } from '@latchkey/tokens';
import { TestIdentityProvider } from '../../test/identity-provider.js';
import { type Holder, issuerDatabaseForTest, problemOf, TestIssuer } from '../../test/issuer.js';
import { lastIn } from '../../test/outbox.js';
import { CustomerEntity } from '../customers/customer.entity.js';

let database: TestDatabase;
let issuer: TestIssuer;
let provider: TestIdentityProvider;
let own: Holder;
let foreign: Holder;
const left = mintId();
const never = mintId();

const roles = { admins: ['token_admin', 'engineer'], watchers: ['auditor'], roots: ['platform_admin'] };

beforeAll(async () => {
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database);
  [own, foreign] = [await issuer.customer(), await issuer.customer()];
  await insertLeft();
  provider = await TestIdentityProvider.start({
    alice: { org: own.customer_id, email: 'alice@example.com', groups: ['admins'] },
    wanda: { org: own.customer_id, groups: 'watchers' },
    rudi: { org: own.customer_id, groups: ['roots'] },
    petra: { org: issuer.platform.customer_id, groups: ['roots'] },
    nobody: { org: own.customer_id, groups: ['others'] },
    stranger: { org: foreign.customer_id, groups: ['roots'] },
    leaver: { org: left, groups: ['admins'] },
    ghost: { org: never, groups: ['admins'] },
  });
  await issuer.close();
  await issuer.startAgain({ IDENTITY_PROVIDERS: provider.file({ customers: [own.customer_id, issuer.platform.customer_id, left, never], customer_claim: 'org', roles }) });
});
afterAll(async () => {
  await issuer.close();
  await provider.close();
  await database.drop();
});

async function insertLeft(): Promise<void> {
  const customers = issuer.dataSource.getRepository(CustomerEntity);
  const customer = await customers.findOneByOrFail({ id: own.customer_id });
  await customers.insert({ ...customer, id: left, offboardedAt: new Date() });
}
const list = (by: string) => issuer.call('/automation-tokens', { by });
const countOf = async (by: string): Promise<unknown> => ((await (await list(by)).json()) as { meta: { record_count: number } }).meta.record_count;

describe('a person with a JWT of a configured provider', () => {
  it('makes a token, which bears its id and has no parent, and the event names the person', async () => {
    const { id, creator_id: creatorId, parent_id: parentId, customer_id: customerId } = await issuer.issue({}, await provider.signIn('alice'));
    const personId = deriveId(`${provider.url}\0alice`);
    expect({ creatorId, parentId, customerId }).toEqual({ creatorId: personId, parentId: null, customerId: own.customer_id });
    expect(await lastIn(issuer.dataSource, id, 'token.issued.v1')).toMatchObject({
      actor: { kind: 'person', token_id: null, service_account_id: null, person_id: personId, name: 'alice@example.com' },
      parent_id: null,
    });
  });

  it('is in the log by its id; its JWT and its address are not', async () => {
    const jwt = await provider.signIn('alice');
    expect((await list(jwt)).status).toBe(200);
    await eventually(() => expect(issuer.lines.join('')).toContain(`"person_id":"${deriveId(`${provider.url}\0alice`)}"`));
    const log = issuer.lines.join('');
    for (const part of [...jwt.split('.'), 'alice@example.com']) expect(log).not.toContain(part);
  });

  it('comes in by Fastly-Key, too', async () => {
    expect((await issuer.call('/automation-tokens', { headers: { 'fastly-key': await provider.signIn('alice') } })).status).toBe(200);
  });

  it('changes, rotates and revokes what its customer has', async () => {
    const alice = await provider.signIn('alice');
    const { id } = await issuer.issue({}, alice);
    expect((await issuer.patch(id, { name: 'renamed' }, alice)).status).toBe(200);
    const successor = await issuer.rotate(id, alice);
    expect((await issuer.revoke(successor.id, alice)).status).toBe(204);
    expect(await lastIn(issuer.dataSource, successor.id, 'token.revoked.v1')).toMatchObject({ actor: { kind: 'person', name: 'alice@example.com' } });
  });

  it('makes one token with one Idempotency-Key, and never gets its secret again (nothing of a person’s could seal it)', async () => {
    const request = { method: 'POST', by: await provider.signIn('alice'), headers: { 'idempotency-key': 'made-by-alice-1' }, body: { name: 'ci', role: 'engineer' } };
    const first = await issuer.call('/automation-tokens', request);
    const { id } = (await first.json()) as { id: string };
    expect(first.status).toBe(201);
    const again = await problemOf(await issuer.call('/automation-tokens', { ...request, by: await provider.signIn('alice') }));
    expect(again).toMatchObject({ status: 409, code: 'already_issued', detail: expect.stringContaining(id) });
    expect(again.text).not.toContain('lka_');
  });

  it('has no token of its own to see or to end', async () => {
    const by = await provider.signIn('alice');
    for (const method of ['GET', 'DELETE']) expect(await problemOf(await issuer.call('/tokens/self', { method, by }))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('makes no token that may do more than its roles (more rights through a token)', async () => {
    const refused = await issuer.ask({ roles: ['token_admin', 'billing'] }, await provider.signIn('alice'));
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'not_covered', detail: expect.stringMatching(/permissions/) });
  });

  it('may do what its roles allow, and no more', async () => {
    const wanda = await provider.signIn('wanda');
    expect((await list(wanda)).status).toBe(200);
    expect(await problemOf(await issuer.ask({}, wanda))).toMatchObject({ status: 403, code: 'insufficient_scope', challenge: expect.stringContaining('scope="token:write"') });
  });

  it('reaches its own customer alone (one customer looking into another)', async () => {
    const alice = await provider.signIn('alice');
    expect(await problemOf(await issuer.call(`/automation-tokens/${foreign.id}`, { by: alice }))).toMatchObject({ status: 404 });
    expect(await problemOf(await issuer.revoke(foreign.id, alice))).toMatchObject({ status: 404 });
    expect(await problemOf(await issuer.ask({ customer_id: foreign.customer_id }, alice))).toMatchObject({ status: 404 });
    expect((await issuer.get(foreign.id)).status).toBe('active');
  });

  it('of the platform customer reaches every customer', async () => {
    const petra = await provider.signIn('petra');
    expect((await issuer.call(`/automation-tokens/${foreign.id}`, { by: petra })).status).toBe(200);
    const { creator_id: creatorId } = await issuer.issue({ customer_id: foreign.customer_id }, petra);
    expect(creatorId).toBe(deriveId(`${provider.url}\0petra`));
  });

  it('of another customer has nothing of the platform, though its role would (a role that reaches beyond its customer)', async () => {
    const rudi = await provider.signIn('rudi');
    expect(await countOf(rudi)).toBeGreaterThan(0);
    expect(await problemOf(await issuer.call(`/automation-tokens/${foreign.id}`, { by: rudi }))).toMatchObject({ status: 404 });
    expect(await problemOf(await issuer.ask({ roles: ['platform_admin'] }, rudi))).toMatchObject({ status: 403, code: 'not_covered' });
  });
});

describe('a person to whom its provider gives nothing here', () => {
  it.each([
    ['names a customer that its provider may not speak for (a provider that claims the customer of another)', 'stranger', 'The JWT names no customer that its provider may speak for.'],
    ['names a customer that has left', 'leaver', 'The customer that the JWT names has left, or was never here.'],
    ['names a customer that there is not', 'ghost', 'The customer that the JWT names has left, or was never here.'],
    ['has no role that is mapped', 'nobody', 'The JWT names no role that means anything here.'],
  ])('is refused where it %s', async (_, person, detail) => {
    expect(await problemOf(await list(await provider.signIn(person)))).toMatchObject({
      status: 403,
      code: 'person_not_entitled',
      detail,
      challenge: 'Bearer realm="latchkey", error="insufficient_scope", error_description="the person has no rights here"',
    });
  });

  it('is let in no more as soon as its customer has left', async () => {
    const { customer_id: org } = own;
    const alice = await provider.signIn('alice');
    const customers = issuer.dataSource.getRepository(CustomerEntity);
    await customers.update({ id: org }, { offboardedAt: new Date() });
    expect(await problemOf(await list(alice))).toMatchObject({ code: 'person_not_entitled' });
    await customers.update({ id: org }, { offboardedAt: null });
    expect((await list(alice)).status).toBe(200);
  });
});
