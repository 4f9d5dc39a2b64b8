import { describe, expect, it } from '@jest/globals';
import { metaOf, pageLinks } from './page.js';

const linksOf = (url: string, page: number, total: number): Record<string, string> =>
  Object.fromEntries([...pageLinks(url, metaOf({ page, per_page: 10 }, total)).matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, target = '', name = '']) => [name, target]));

describe('the links of a page', () => {
  it('name its neighbours and the ends, and keep what was asked for', () => {
    expect(linksOf('/automation-tokens?status=active&label=a%3Ab&page=2', 2, 35)).toEqual({
      first: '/automation-tokens?status=active&label=a%3Ab&page=1&per_page=10',
      prev: '/automation-tokens?status=active&label=a%3Ab&page=1&per_page=10',
      next: '/automation-tokens?status=active&label=a%3Ab&page=3&per_page=10',
      last: '/automation-tokens?status=active&label=a%3Ab&page=4&per_page=10',
    });
  });

  it.each<[string, number, number, string[]]>([
    ['the first', 1, 35, ['first', 'next', 'last']],
    ['the last', 4, 35, ['first', 'prev', 'last']],
    ['the only one', 1, 3, ['first', 'last']],
    ['an empty one', 1, 0, ['first', 'last']],
  ])('stand on %s where there is a page to name', (_, page, total, names) => {
    expect(Object.keys(linksOf('/x', page, total))).toEqual(names);
  });

  it('lead back from beyond the end', () => {
    expect(linksOf('/x', 9, 35)).toMatchObject({ prev: '/x?page=4&per_page=10', last: '/x?page=4&per_page=10' });
  });

  it('keep a question mark that stands in what was asked for', () => {
    expect(linksOf('/x?label=q:a?b&status=active', 1, 35)).toMatchObject({ next: '/x?label=q%3Aa%3Fb&status=active&page=2&per_page=10' });
  });

  it('hold nothing that could end the link or the header (attack: header injection)', () => {
    const links = pageLinks('/x?name=%3E%3B%20rel%3D%22next%22%0D%0Ax%3A%201>"', metaOf({ page: 1, per_page: 10 }, 5));
    expect(links).toMatch(/^<[^<>"\r\n]*>; rel="first", <[^<>"\r\n]*>; rel="last"$/);
  });
});
