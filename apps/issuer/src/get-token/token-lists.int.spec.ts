import { beforeAll, describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { z } from 'zod';
import { type Holder, problemOf, TestIssuer } from '../../test/issuer.js';

const issuer = TestIssuer.ofFile();
let admin: Holder;

beforeAll(async () => {
  admin = await issuer.customer();
});

const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, '0')}`);
const at = (id: string, list: string, by: string = admin.secret) => issuer.call(`/automation-tokens/${id}/${list}`, { by });
const read = async (id: string, list: string): Promise<unknown> => (await at(id, list)).json();

describe('GET /automation-tokens/{id}/services', () => {
  it('pages through the services that the token is limited to', async () => {
    const services = numbered('s', 25);
    const { id } = await issuer.issue({ services }, admin.secret);
    const meta = { per_page: 20, current_page: 1, record_count: 25, total_pages: 2 };
    expect(await read(id, 'services')).toEqual({ data: services.slice(0, 20), limit_services: true, meta });
    expect(await read(id, 'services?page=2')).toEqual({ data: services.slice(20), limit_services: true, meta: { ...meta, current_page: 2 } });
    expect(await read(id, 'services?page=2&per_page=5')).toMatchObject({ data: services.slice(5, 10), meta: { per_page: 5, total_pages: 5 } });
    expect(await read(id, 'services?page=9&per_page=500')).toMatchObject({ data: [], meta: { per_page: 100, record_count: 25, total_pages: 1 } });
  });

  it('tells a token without a limit from one that has none', async () => {
    const [all, none] = [await issuer.issue({}, admin.secret), await issuer.issue({ limit_services: true }, admin.secret)];
    expect(await read(all.id, 'services')).toMatchObject({ data: [], limit_services: false, meta: { record_count: 0, total_pages: 0 } });
    expect(await read(none.id, 'services')).toMatchObject({ data: [], limit_services: true });
  });

  it.each(['page=0', 'per_page=x', 'cursor=a', 'page=1&page=2'])('refuses %s', async (query) => {
    expect(await problemOf(await at(admin.id, `services?${query}`))).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

const workspaceList = z.strictObject({
  data: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  meta: z.strictObject({ limit: z.int(), next_cursor: z.string(), previous_cursor: z.string() }),
  limit_workspaces: z.boolean(),
});

describe('GET /automation-tokens/{id}/workspaces', () => {
  const limited = async (workspaces: string[]) => {
    const { id } = await issuer.issue({ limit_workspaces: true }, admin.secret);
    await issuer.dataSource.query('update issuer.tokens set workspaces = $2 where id = $1', [id, workspaces]);
    return id;
  };

  it('goes forth and back through the workspaces that the token is limited to', async () => {
    const workspaces = numbered('w', 25);
    const id = await limited(workspaces);
    const first = workspaceList.parse(await read(id, 'workspaces'));
    expect(first).toMatchObject({ meta: { limit: 20, previous_cursor: '' }, limit_workspaces: true });
    expect(first.data).toEqual(workspaces.slice(0, 20).map((each) => ({ id: each, name: each })));
    const second = workspaceList.parse(await read(id, `workspaces?cursor=${first.meta.next_cursor}`));
    expect(second.data.map(({ name }) => name)).toEqual(workspaces.slice(20));
    expect(second.meta.next_cursor).toBe('');
    expect(await read(id, `workspaces?cursor=${second.meta.previous_cursor}`)).toEqual(first);
    expect(workspaceList.parse(await read(id, 'workspaces?limit=500')).meta).toEqual({ limit: 100, next_cursor: '', previous_cursor: '' });
  });

  it('is empty without a limit, and says so', async () => {
    const { id } = await issuer.issue({ limit_workspaces: false }, admin.secret);
    expect(await read(id, 'workspaces')).toEqual({ data: [], meta: { limit: 20, next_cursor: '', previous_cursor: '' }, limit_workspaces: false });
  });

  it.each(['limit=0', 'limit=x', 'cursor=', 'cursor=bm9uZQ', 'page=1'])('refuses %s', async (query) => {
    expect(await problemOf(await at(admin.id, `workspaces?${query}`))).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe.each(['services', 'workspaces'])('GET /automation-tokens/{id}/%s', (list) => {
  it('needs token:read', async () => {
    const { id, secret } = await issuer.holder({ roles: ['user'] }, admin.secret);
    expect(await problemOf(await at(id, list, secret))).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('finds a foreign token as little as one that is not there (invariant 9)', async () => {
    const other = await issuer.customer();
    for (const id of [other.id, issuer.platform.id, mintId(), 'no-id']) expect(await problemOf(await at(id, list))).toMatchObject({ status: 404, code: 'not_found' });
    expect((await at(other.id, list, issuer.platform.secret)).status).toBe(200);
  });
});
