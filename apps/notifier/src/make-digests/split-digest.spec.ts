import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aNotice } from '../../test/notices.js';
import { mostBytes, mostNotices, splitDigest } from './split-digest.js';
import type { Gathered } from './split-digest.js';

const member = (id: string, serviceAccountId = 'a', labels: Record<string, string> = {}): Gathered => ({ id, serviceAccountId, notice: aNotice({ labels }) });
const many = (count: number, labels: Record<string, string> = {}): Gathered[] => [...Array(count).keys()].map((n) => member(String(n), 'a', labels));
const ids = (members: readonly Gathered[]): string[] => members.map(({ id }) => id);

describe('splitDigest', () => {
  it('makes fifty notices one message', () => {
    expect(splitDigest(many(50), () => null)).toEqual([{ recipients: null, number: 0, members: many(50).map((each) => ({ ...each, notice: expect.anything() })) }]);
  });

  it('gives each set of recipients what concerns it, in whichever order their addresses stand', () => {
    const to: Record<string, string[]> = { a: ['x', 'y'], b: ['y', 'x'], c: ['z'] };
    const parts = splitDigest([member('1', 'a'), member('2', 'c'), member('3', 'b')], ({ serviceAccountId }) => to[serviceAccountId ?? ''] ?? []);
    expect(parts.map(({ recipients, members }) => [recipients, ids(members)])).toEqual([[['x', 'y'], ['1', '3']], [['z'], ['2']]]);
  });

  it('for any count and size: loses nothing, keeps the order, and no part outgrows what receivers take unless one notice does', () => {
    const labels = fc.integer({ min: 0, max: 50 }).map((count) => Object.fromEntries([...Array(count).keys()].map((n) => [`label ${n}`, 'v'.repeat(255)])));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 450 }), labels, (count, each) => {
        const parts = splitDigest(many(count, each), () => null).map(({ members }) => members);
        expect(parts.flatMap(ids)).toEqual(ids(many(count)));
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(mostNotices);
          if (part.length > 1) expect(part.reduce((bytes, { notice }) => bytes + JSON.stringify(notice).length, 0)).toBeLessThanOrEqual(mostBytes);
        }
      }),
      { numRuns: 20 },
    );
  });
});
