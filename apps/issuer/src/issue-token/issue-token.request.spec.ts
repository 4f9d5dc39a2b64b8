import { describe, expect, it } from '@jest/globals';
import { issueTokenRequest } from './issue-token.request.js';
import { UnwrapAttributesPipe } from './unwrap-attributes.pipe.js';

const accepts = (body: object): boolean => issueTokenRequest.safeParse({ name: 'ci', role: 'engineer', ...body }).success;
const manyOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${index}`);

describe('the body of an issue', () => {
  it.each<[string, object]>([
    ['Fastly’s whole flat body', { services: [], limit_services: false, limit_workspaces: true, workspaces: [], scope: 'global', expires_at: null, tls_access: false }],
    ['a time with an offset', { expires_at: '2030-01-01T00:00:00.123456+05:30' }],
    ['1,000 services', { services: manyOf(1000) }],
    ['letters beyond ASCII', { name: 'Déploiement 🚀', labels: { équipe: 'α' } }],
  ])('may hold %s', (_, body) => {
    expect(accepts(body)).toBe(true);
  });

  it.each<[string, object]>([
    ['a field that is not known', { admin: true }],
    ['no name', { name: undefined }],
    ['an empty name', { name: '' }],
    ['a name with a character that Postgres cannot store', { name: 'a\u0000b' }],
    ['half a surrogate pair', { labels: { a: '\ud83d' } }],
    ['neither role nor roles', { role: undefined }],
    ['no roles', { roles: [] }],
    ['TLS access beside roles', { role: undefined, roles: ['user'], tls_access: true }],
    ['a role of another type', { role: 7 }],
    ['1,001 services', { services: manyOf(1001) }],
    ['101 networks', { allowed_cidrs: Array.from({ length: 101 }, () => '10.0.0.0/8') }],
    ['what is no network', { allowed_cidrs: ['10.0.0.0/33'] }],
    ['bits beyond the prefix', { allowed_cidrs: ['10.0.0.1/8'] }],
    ['a time without an offset', { expires_at: '2030-01-01T00:00:00' }],
    ['a day that does not exist', { expires_at: '2030-02-30T00:00:00Z' }],
    ['an empty time', { expires_at: '' }],
    ['a time beyond the year 9999 in UTC', { expires_at: '9999-12-31T23:59:59-01:00' }],
    ['a warning 0 days before', { notify_days: [0] }],
    ['51 labels', { labels: Object.fromEntries(manyOf(51).map((key) => [key, ''])) }],
    ['a customer id of the wrong form', { customer_id: '../x' }],
  ])('may not hold %s', (_, body) => {
    expect(accepts(body)).toBe(false);
  });
});

describe('the older wrapping', () => {
  const pipe = new UnwrapAttributesPipe();

  it('is taken off', () => {
    expect(pipe.transform({ attributes: { name: 'ci' } })).toEqual({ name: 'ci' });
  });

  it.each([[{ name: 'ci' }], [{ attributes: { name: 'ci' }, name: 'other' }], [null], ['text'], [[]]])('leaves %j as it is', (input) => {
    expect(pipe.transform(input)).toBe(input);
  });
});
