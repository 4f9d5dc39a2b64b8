import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { z } from 'zod';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { serviceAccountView } from '../service-accounts/service-account-view.js';

const answer = z.strictObject({ data: z.array(serviceAccountView), meta: z.record(z.string(), z.int()) });

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const list = (query = '', by: string = admin.secret) => issuer.call(`/service-accounts${query}`, { by });
const page = async (query = '', by?: string) => answer.parse(await (await list(query, by)).json());
async function create(name: string): Promise<string> {
  const made = await issuer.call('/service-accounts', { method: 'POST', by: admin.secret, body: { name } });
  return serviceAccountView.parse(await made.json()).id;
}

describe('GET /service-accounts', () => {
  it('shows each once over its pages, the youngest first', async () => {
    const names = ['deploy-edge', 'deploy-core', 'Deploy', 'd%_', 'ökonomie'];
    for (const name of names) await create(name);
    const all = [...names.toReversed(), 'ci'];
    expect((await page()).data.map(({ name }) => name)).toEqual(all);
    const pages = await Promise.all([1, 2, 3].map((number) => page(`?per_page=4&page=${number}`)));
    expect(pages.map(({ data }) => data.map(({ name }) => name))).toEqual([all.slice(0, 4), all.slice(4), []]);
    expect(pages[1]?.meta).toEqual({ per_page: 4, current_page: 2, record_count: 6, total_pages: 2 });
    expect((await list('?per_page=4')).headers.get('link')).toContain('</service-accounts?per_page=4&page=2>; rel="next"');
  });

  it.each([
    ['deploy', ['deploy-core', 'deploy-edge']],
    ['d%', ['d%_']],
    ['d_', []],
    ['ö', ['ökonomie']],
    [`' or true --`, []],
  ])('finds those whose name begins with %s', async (name, names) => {
    expect((await page(`?name=${encodeURIComponent(name)}`)).data.map((each) => each.name)).toEqual(names);
  });

  it('counts the tokens of each: all that it had, and those that live', async () => {
    const id = await create('counted');
    const made = await Promise.all(Array.from({ length: 5 }, () => issuer.issue({ service_account_id: id }, admin.secret)));
    const [revoked, expired, suspended, endless] = made.map((token) => token.id) as [string, string, string, string];
    await issuer.revoke(revoked);
    await issuer.act(suspended, 'suspend');
    await issuer.dataSource.query(`update issuer.tokens set expires_at = now() - interval '1 second' where id = $1`, [expired]);
    await issuer.dataSource.query('update issuer.tokens set expires_at = null where id = $1', [endless]);
    expect((await page('?name=counted')).data).toMatchObject([{ id, tokens: 5, live_tokens: 3 }]);
    expect((await page('?name=deploy-core')).data).toMatchObject([{ tokens: 0, live_tokens: 0 }]);
  });

  it('leaves out those that were deleted', async () => {
    const id = await create('gone');
    expect((await page('?name=gone')).data).toHaveLength(1);
    await issuer.call(`/service-accounts/${id}`, { method: 'DELETE', by: admin.secret });
    expect(await page('?name=gone')).toMatchObject({ data: [], meta: { record_count: 0 } });
  });

  it('shows none of another customer, and the platform those of the customer that it names (invariant 9)', async () => {
    const other = await issuer.customer();
    expect((await page('', other.secret)).data.map(({ customer_id: customer }) => customer)).toEqual([other.customer_id]);
    expect((await page('', issuer.platform.secret)).data.every(({ customer_id: customer }) => customer === issuer.platform.customer_id)).toBe(true);
    expect((await page(`?customer_id=${other.customer_id}`, issuer.platform.secret)).data).toHaveLength(1);
    for (const customer of [other.customer_id, issuer.platform.customer_id, mintId()]) {
      expect(await problemOf(await list(`?customer_id=${customer}`))).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it.each(['?page=0', '?per_page=x', '?name=', '?customer_id=1', '?sort=name'])('refuses %s', async (query) => {
    expect(await problemOf(await list(query))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await list('', secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
