import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';
import { customerView } from '../customers/customer-view.js';

const answer = z.strictObject({ data: z.array(customerView), meta: z.record(z.string(), z.int()) });

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const list = (query = '', by: string = issuer.platform.secret) => issuer.call(`/customers${query}`, { by });
const idsOf = async (query?: string, by?: string): Promise<string[]> => answer.parse(await (await list(query, by)).json()).data.map(({ id }) => id);

describe('GET /customers', () => {
  it('shows the platform every customer once over its pages, the youngest first', async () => {
    const ids = [issuer.platform.customer_id, admin.customer_id];
    for (let count = 0; count < 5; count++) ids.push((await issuer.customer()).customer_id);
    ids.reverse();
    expect(await idsOf()).toEqual(ids);
    const pages = await Promise.all([1, 2, 3].map((page) => idsOf(`?per_page=3&page=${page}`)));
    expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    const { meta } = answer.parse(await (await list('?per_page=3&page=2')).json());
    expect(meta).toEqual({ per_page: 3, current_page: 2, record_count: 7, total_pages: 3 });
    expect((await list('?per_page=3&page=2')).headers.get('link')).toContain('</customers?per_page=3&page=3>; rel="next"');
  });

  it('shows anyone else its own alone (invariant 9)', async () => {
    expect(await idsOf('', admin.secret)).toEqual([admin.customer_id]);
    expect(await idsOf('?page=2', admin.secret)).toEqual([]);
  });

  it.each(['?page=0', '?per_page=x', '?name=a'])('refuses %s', async (query) => {
    expect(await problemOf(await list(query))).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('needs token:read', async () => {
    const { secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await list('', secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });
});
