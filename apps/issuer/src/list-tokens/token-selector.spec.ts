import { describe, expect, it } from '@jest/globals';
import { mintId } from '@latchkey/tokens';
import { listTokensQuery } from './list-tokens.request.js';

const id = mintId();
const parse = (given: object) => listTokensQuery.parse(given);
const faultsOf = (given: object) => (listTokensQuery.safeParse(given).error?.issues ?? []).map(({ path }) => `/${path.join('/')}`);

describe('the query of a list', () => {
  it('has defaults', () => {
    expect(parse({})).toEqual({ sort: '-created_at', page: 1, per_page: 20 });
  });

  it.each([['active,expired'], [['active', 'expired']], [['active,expired']]])('takes several statuses as %j', (status) => {
    expect(parse({ status }).status).toEqual(['active', 'expired']);
  });

  it.each<[string, object]>([
    ['team', { name: 'team', value: undefined }],
    ['team:edge', { name: 'team', value: 'edge' }],
    ['team:', { name: 'team', value: '' }],
    ['url:https://a:8080', { name: 'url', value: 'https://a:8080' }],
  ])('takes a label as %s', (label, filter) => {
    expect(parse({ label }).label).toEqual([filter]);
  });

  it('takes instants with an offset', () => {
    expect(parse({ created_after: '2026-03-01T02:00:00+02:00' }).created_after).toEqual(new Date('2026-03-01T00:00:00Z'));
  });

  it.each<[object, string]>([
    [{ status: 'dead' }, '/status/0'],
    [{ status: 'active,' }, '/status/1'],
    [{ status: '' }, '/status/0'],
    [{ role: '' }, '/role'],
    [{ role: ['user', 'billing'] }, '/role'],
    [{ role: 'a\u0000' }, '/role'],
    [{ service: '' }, '/service'],
    [{ service: 'a\u0000' }, '/service'],
    [{ creator_id: 'me' }, '/creator_id'],
    [{ parent_id: [id, id] }, '/parent_id'],
    [{ label: '' }, '/label/0'],
    [{ label: ':edge' }, '/label/0'],
    [{ label: 'x'.repeat(64) }, '/label/0'],
    [{ label: ['team', `team:${'x'.repeat(256)}`] }, '/label/1'],
    [{ label: 'team\u0000' }, '/label/0'],
    [{ label: '__proto__:\u0000' }, '/label/0'],
    [{ label: `__proto__:${'x'.repeat(256)}` }, '/label/0'],
    [{ name: '' }, '/name'],
    [{ name: 'a\u0000' }, '/name'],
    [{ created_after: 'yesterday' }, '/created_after'],
    [{ created_after: '2026-03-01' }, '/created_after'],
    [{ sort: 'digest' }, '/sort'],
    [{ sort: '--name' }, '/sort'],
    [{ ids: id }, '/'],
  ])('refuses %j', (given, pointer) => {
    expect(faultsOf(given)).toEqual([pointer]);
  });

  it.each<[object, string]>([
    [{ created_after: '2026-03-01T00:00:00Z', created_before: '2026-03-01T00:00:00Z' }, '/created_before'],
    [{ expires_after: '2026-03-02T00:00:00Z', expires_before: '2026-03-01T00:00:00Z' }, '/expires_before'],
    [{ last_used_after: '2026-03-02T00:00:00Z', last_used_before: '2026-03-01T00:00:00Z' }, '/last_used_before'],
    [{ label: ['team:edge', 'team:core'] }, '/label'],
  ])('refuses %j, which no token can meet', (given, pointer) => {
    expect(faultsOf(given)).toEqual([pointer]);
  });

  it('takes a label named twice, with a value and without', () => {
    expect(faultsOf({ label: ['team:edge', 'team', 'team:edge'] })).toEqual([]);
  });
});
