import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestDatabase } from '@latchkey/testing';
import { TestIdentityProvider } from '../../test/identity-provider.js';
import { type Holder, issuerDatabaseForTest, problemOf, TestIssuer } from '../../test/issuer.js';

let database: TestDatabase;
let issuer: TestIssuer;
let provider: TestIdentityProvider;
let customer: Holder;

beforeAll(async () => {
  database = await issuerDatabaseForTest();
  issuer = await TestIssuer.start(database);
  customer = await issuer.customer();
  provider = await TestIdentityProvider.start({ alice: { groups: 'admins' } });
});
afterAll(async () => {
  await issuer.close();
  await provider.close();
  await database.drop();
});

const list = (by: string) => issuer.call('/automation-tokens', { by });
async function startAfresh(): Promise<void> {
  await issuer.close();
  const file = provider.file({ customers: [customer.customer_id], roles: { admins: ['token_admin'] } });
  await issuer.startAgain({ IDENTITY_PROVIDERS: file, UNKNOWN_CREDENTIALS_PER_MINUTE: '0' });
}

describe('a provider that changes its key', () => {
  it('has the new one known within the cooldown, and the old one no more (a stolen key)', async () => {
    await startAfresh();
    const before = await provider.signIn('alice');
    expect((await list(before)).status).toBe(200);
    await provider.rotateKeys();
    const after = await provider.signIn('alice');
    await eventually(async () => expect((await list(after)).status).toBe(200), { timeoutMs: 30_000, intervalMs: 200 });
    expect(await problemOf(await list(before))).toMatchObject({ status: 401, detail: 'the JWT is signed by a key that its provider does not have.' });
  });
});

describe('a provider that is away', () => {
  it('keeps nobody out whose key is known', async () => {
    await startAfresh();
    const jwt = await provider.signIn('alice');
    expect((await list(jwt)).status).toBe(200);
    await provider.stop();
    expect((await list(jwt)).status).toBe(200);
    await provider.startAgain();
  });

  it('keeps out whose key is not known, who is told to wait; tokens work on, and so do people once it is back', async () => {
    await startAfresh();
    const jwt = await provider.signIn('alice');
    await provider.stop();
    const response = await list(jwt);
    expect(await problemOf(response)).toMatchObject({ status: 503, code: 'identity_provider_unavailable', challenge: null });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await list(customer.secret)).status).toBe(200);
    expect((await issuer.call('/health/ready')).status).toBe(200);
    await provider.startAgain();
    await eventually(async () => expect((await list(jwt)).status).toBe(200), { timeoutMs: 30_000, intervalMs: 200 });
  });
});
