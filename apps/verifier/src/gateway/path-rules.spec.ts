import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatewayRules } from './gateway-rules.js';
import { PathRules } from './path-rules.js';

const rules = (list: unknown): PathRules => new PathRules(gatewayRules.parse(list));
const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

describe('PathRules', () => {
  const some = rules([
    { methods: ['POST', 'PURGE'], path: '/service/{service_id}/purge_all', permission: 'purge:all' },
    { methods: ['POST'], path: '/service/{service_id}/purge/{key}', permission: 'purge:select' },
    { path: '/service/{service_id}/ws/{workspace_id}', permission: 'service:read' },
    { methods: ['GET'], path: '/service/*', permission: 'service:read' },
    { path: '/status', public: true },
    { path: '/assets/*', public: true },
  ]);

  it.each<[string, string, object | undefined]>([
    ['POST', '/service/www/purge_all', { permission: 'purge:all', service_id: 'www' }],
    ['PURGE', '/service/www/purge_all', { permission: 'purge:all', service_id: 'www' }],
    ['POST', '/service/www/purge/a', { permission: 'purge:select', service_id: 'www' }],
    ['PUT', '/service/www/ws/w1', { permission: 'service:read', service_id: 'www', workspace_id: 'w1' }],
    ['GET', '/service/www/purge_all', { permission: 'service:read' }],
    ['GET', '/service', { permission: 'service:read' }],
    ['GET', '/service/a/b/c/d', { permission: 'service:read' }],
    ['GET', '/status', {}],
    ['DELETE', '/assets/a/b', {}],
    ['post', '/service/www/purge_all', undefined],
    ['HEAD', '/service/www', undefined],
    ['GET', '/status/more', undefined],
    ['GET', '/Status', undefined],
    ['GET', '/statu', undefined],
    ['GET', '/', undefined],
    ['POST', '/service/purge_all', undefined],
    ['POST', `/service/${'x'.repeat(256)}/purge_all`, undefined],
  ])('%s %s', (method, path, target) => {
    const found = some.match(method, segmentsOf(path));
    expect(found && JSON.parse(JSON.stringify(found))).toEqual(target);
  });

  it('knows of no rule where there are none', () => {
    expect(rules([]).match('GET', [])).toBeUndefined();
  });

  it('takes the first rule that matches', () => {
    const both = [
      { path: '/a/{x}', permission: 'a:first' },
      { path: '/a/b', permission: 'a:second' },
    ];
    expect(rules(both).match('GET', ['a', 'b'])).toMatchObject({ permission: 'a:first' });
    expect(rules(both.reverse()).match('GET', ['a', 'b'])).toMatchObject({ permission: 'a:second' });
  });

  it('matches as a regular expression made of the pattern does', () => {
    const part = fc.constantFrom('a', 'b.c', '{service_id}', '{other}');
    const pattern = fc
      .tuple(fc.uniqueArray(part, { maxLength: 4 }), fc.constantFrom('', '/', '/*'))
      .map(([parts, end]) => `/${parts.join('/')}${end}`.replace('//', '/'));
    const segments = fc.array(fc.constantFrom('a', 'b.c', 'bxc', 'service_id', 'x'), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), segments, (patterns, path) => {
        const list = patterns.map((each, index) => ({ path: each, permission: `rule:n${index}` }));
        const first = list.find(({ path: each }) => asRegExp(each).test(`/${path.join('/')}`));
        expect(rules(list).match('GET', path)?.permission).toBe(first?.permission);
      }),
      { numRuns: 2_000 },
    );
  });

  function asRegExp(pattern: string): RegExp {
    const open = pattern.endsWith('/*');
    const closed = pattern.replace(/\/\*?$/, '');
    const text = closed.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+');
    return new RegExp(open ? `^${text}(/.*)?$` : `^${text || '/'}$`);
  }
});

describe('the file of rules', () => {
  it.each<[string, object, string]>([
    ['no permission', { path: '/a' }, 'names no permission'],
    ['a permission and public', { path: '/a', permission: 'a:b', public: true }, 'or both'],
    ['a permission of another form', { path: '/a', permission: 'purge' }, 'not <resource>:<verb>'],
    ['an unknown field', { path: '/a', permission: 'a:b', role: 'x' }, 'Unrecognized'],
    ['a path without its slash', { path: 'a', permission: 'a:b' }, 'not a path'],
    ['a star inside', { path: '/a/*/b', permission: 'a:b' }, 'not a path'],
    ['a star after text', { path: '/a*', permission: 'a:b' }, 'not a path'],
    ['two slashes', { path: '/a//b', permission: 'a:b' }, 'not a path'],
    ['an escape', { path: '/a%20b', permission: 'a:b' }, 'not a path'],
    ['an open brace', { path: '/{service_id', permission: 'a:b' }, 'not a path'],
    ['a way up', { path: '/a/..', permission: 'a:b' }, 'has a segment'],
    ['a name twice', { path: '/{service_id}/{service_id}', permission: 'a:b' }, 'twice'],
    ['a method in lower case', { path: '/a', permission: 'a:b', methods: ['get'] }, 'upper case'],
    ['no method at all', { path: '/a', permission: 'a:b', methods: [] }, 'small'],
  ])('may not have %s', (_, rule, why) => {
    expect(() => gatewayRules.parse([rule])).toThrow(why);
  });
});
