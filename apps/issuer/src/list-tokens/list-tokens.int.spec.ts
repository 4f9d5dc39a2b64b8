import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { tokenView } from '../tokens/token-view.js';

const answer = z.strictObject({ data: z.array(tokenView), meta: z.record(z.string(), z.int()) });

const issuer = TestIssuer.ofFile();
let admin: Holder;
const ids: string[] = [];

beforeAll(async () => {
  admin = await issuer.customer();
  ids.push(admin.id);
  for (let count = 1; count < 25; count++) ids.unshift((await issuer.issue({ name: `ci ${count}` }, admin.secret)).id);
});

const list = (query = '', by: string = admin.secret) => issuer.call(`/automation-tokens${query}`, { by });
const page = async (query = '', by?: string) => answer.parse(await (await list(query, by)).json());

describe('GET /automation-tokens', () => {
  it('shows the youngest first, 20 to a page', async () => {
    const { data, meta } = await page();
    expect(data.map(({ id }) => id)).toEqual(ids.slice(0, 20));
    expect(meta).toEqual({ per_page: 20, current_page: 1, record_count: 25, total_pages: 2 });
  });

  it('shows every token once over its pages, and nothing beyond the last', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((number) => page(`?per_page=8&page=${number}`)));
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(ids);
    expect(pages.map(({ meta }) => meta)).toEqual([1, 2, 3, 4].map((number) => ({ per_page: 8, current_page: number, record_count: 25, total_pages: 4 })));
    expect(await page('?per_page=8&page=5')).toMatchObject({ data: [], meta: { current_page: 5, record_count: 25, total_pages: 4 } });
  });

  it('gives 100 at most, however many are asked for', async () => {
    expect((await page('?per_page=5000')).meta).toMatchObject({ per_page: 100, total_pages: 1 });
  });

  it('shows dead tokens too', async () => {
    await issuer.revoke(ids[0] as string, admin.secret);
    expect((await page('?per_page=1')).data).toMatchObject([{ id: ids[0], status: 'revoked' }]);
  });

  it('shows no token of another customer, to the platform neither (invariant 9)', async () => {
    const other = await issuer.customer();
    expect((await page('', other.secret)).data.map(({ id }) => id)).toEqual([other.id]);
    expect((await page('', issuer.platform.secret)).data.map(({ id }) => id)).toEqual([issuer.platform.id]);
    expect((await page('?per_page=100')).data.every(({ customer_id: customer }) => customer === admin.customer_id)).toBe(true);
  });

  it.each(['?page=0', '?page=x', '?per_page=0', '?per_page=1.5', '?page=1&page=2', '?customer_id=1'])('refuses %s', async (query) => {
    expect(await problemOf(await list(query))).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});
