import { describe, expect, it } from '@jest/globals';
import { RecentDigests } from './recent-digests.js';

const generation = 1_000;
const start = 1_000_000;

describe('RecentDigests', () => {
  it('knows what was added within one generation, and nothing after two', () => {
    const digests = new RecentDigests(generation);
    digests.add('a', start);
    expect(digests.has('a', start + generation)).toBe(true);
    expect(digests.has('a', start + 2 * generation)).toBe(false);
    expect(digests.has('b', start)).toBe(false);
  });

  it('forgets all of it after a long silence', () => {
    const digests = new RecentDigests(generation);
    digests.add('a', start);
    expect(digests.has('a', start + 2 * generation)).toBe(false);
  });

  it('keeps what goes on being added', () => {
    const digests = new RecentDigests(generation);
    for (let now = start; now < start + 10 * generation; now += generation / 2) digests.add('a', now);
    expect(digests.has('a', start + 10 * generation)).toBe(true);
  });

  it('forgets at once what it is told to', () => {
    const digests = new RecentDigests(generation);
    digests.add('a', start);
    digests.add('b', start + generation);
    for (const digest of ['a', 'b']) digests.delete(digest);
    expect([digests.has('a', start + generation), digests.has('b', start + generation)]).toEqual([false, false]);
  });

  it('never holds more than two generations, the last of them for certain', () => {
    const digests = new RecentDigests(generation, 2);
    for (const digest of ['a', 'b', 'c', 'd', 'e']) digests.add(digest, start);
    expect(['a', 'b', 'c', 'd', 'e'].filter((digest) => digests.has(digest, start))).toEqual(['c', 'd', 'e']);
  });
});
