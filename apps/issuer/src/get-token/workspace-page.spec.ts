import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { workspaceCursor, workspacePage } from './workspace-page.js';
import type { WorkspacePage } from './workspace-page.js';

const sortedIds = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 40 }).map((ids) => ids.sort());

/** Follows a cursor of each page from `start` to where there is no more. */
function walk(all: readonly string[], limit: number, by: 'next' | 'previous', start: WorkspacePage): WorkspacePage[] {
  const pages = [start];
  for (let page = start; page[by] !== ''; pages.push(page)) page = workspacePage(all, { limit, cursor: workspaceCursor.parse(page[by]) });
  return pages;
}

describe('a page of workspaces', () => {
  it('follows the one before until each was shown once, and leads all the way back', () => {
    const property = fc.property(sortedIds, fc.integer({ min: 1, max: 12 }), (all, limit) => {
      const pages = walk(all, limit, 'next', workspacePage(all, { limit }));
      expect(pages.flatMap(({ ids }) => ids)).toEqual(all);
      const back = walk(all, limit, 'previous', pages.at(-1) as WorkspacePage).reverse();
      expect(back.flatMap(({ ids }) => ids)).toEqual(all);
      expect(Math.max(...back.map(({ ids }) => ids.length))).toBeLessThanOrEqual(limit);
    });
    fc.assert(property);
  });

  it('holds its place when others are taken away meanwhile', () => {
    const { next } = workspacePage(['a', 'b', 'c', 'd'], { limit: 2 });
    expect(workspacePage(['c', 'd'], { limit: 2, cursor: workspaceCursor.parse(next) })).toMatchObject({ ids: ['c', 'd'], previous: '' });
    expect(workspacePage([], { limit: 2, cursor: workspaceCursor.parse(next) })).toEqual({ ids: [], next: '', previous: '' });
  });

  it.each(['', 'x', 'bnVsbA', Buffer.from('["beside","a"]').toString('base64url'), Buffer.from('["after",1]').toString('base64url')])('is not found by %j', (text) => {
    expect(workspaceCursor.safeParse(text).error?.issues).toEqual([expect.objectContaining({ message: 'is no cursor of this list' })]);
  });
});
