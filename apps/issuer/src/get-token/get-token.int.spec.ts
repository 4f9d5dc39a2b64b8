import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const path = (id: string): string => `/automation-tokens/${id}`;

describe('GET /automation-tokens/{id}', () => {
  it('shows what its creation showed, save for the secret', async () => {
    const { access_token: secret, ...rest } = await issuer.issue({ services: ['a'], labels: { team: 'α' }, allowed_cidrs: ['10.0.0.0/8'] }, admin.secret);
    const text = await (await issuer.call(path(rest.id), { by: admin.secret })).text();
    expect(JSON.parse(text)).toEqual(rest);
    expect(text).not.toContain(secret);
  });

  it('derives that a token has expired', async () => {
    const { id } = await issuer.issue({}, admin.secret);
    await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 second' where id = $1`, [id]);
    expect(await issuer.get(id, admin.secret)).toMatchObject({ status: 'expired' });
    await issuer.dataSource.query(`update issuer.tokens set status = 'revoked', revoked_at = now() where id = $1`, [id]);
    expect(await issuer.get(id, admin.secret)).toMatchObject({ status: 'revoked' });
  });

  it('lets the platform see every token', async () => {
    expect(await issuer.get(admin.id, issuer.platform.secret)).toMatchObject({ customer_id: admin.customer_id });
  });

  it('finds a foreign token as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [other.id, issuer.platform.id, mintId(), 'no-id', '%00']) {
      const answer = await problemOf(await issuer.call(path(id), { by: admin.secret }));
      expect(answer).toMatchObject({ status: 404, code: 'not_found', detail: 'Nothing that you may see stands at this address.' });
    }
  });
});
