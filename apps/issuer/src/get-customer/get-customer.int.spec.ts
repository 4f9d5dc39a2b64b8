import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { defaultPolicy } from '../policy/policy.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const get = (path: string, by: string = admin.secret) => issuer.call(path, { by });

describe('GET /customers/{id}', () => {
  it('shows the own customer and its policy', async () => {
    const response = await get(`/customers/${admin.customer_id}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: admin.customer_id, name: 'a customer', platform: false, policy: defaultPolicy });
  });

  it('shows every customer to the platform', async () => {
    expect((await get(`/customers/${admin.customer_id}`, issuer.platform.secret)).status).toBe(200);
    expect(await (await get(`/customers/${issuer.platform.customer_id}`, issuer.platform.secret)).json()).toMatchObject({ platform: true });
  });

  it('finds a foreign customer as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    const detail = 'Nothing that you may see stands at this address.';
    for (const id of [other.customer_id, issuer.platform.customer_id, mintId(), 'no-id', '%00']) {
      expect(await problemOf(await get(`/customers/${id}`))).toMatchObject({ status: 404, code: 'not_found', detail });
    }
    expect(await problemOf(await get(`/customers/${mintId()}`, issuer.platform.secret))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await get(`/customers/${admin.customer_id}`, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});

describe('GET /policy', () => {
  it('shows the policy of whoever asks (invariant 9)', async () => {
    const strict = await issuer.customer({ max_lifetime_days: 30, allow_never_expires: false });
    expect(await (await get('/policy', strict.secret)).json()).toEqual({ ...defaultPolicy, max_lifetime_days: 30, allow_never_expires: false });
    expect(await (await get('/policy')).json()).toEqual(defaultPolicy);
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await get('/policy', secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
