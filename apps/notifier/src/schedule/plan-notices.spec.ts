import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { day, defaultDays, iso } from '../../test/schedule.js';
import { noticeId, planNotices } from './plan-notices.js';
import type { ScheduledToken } from './scheduled-token.js';
import { spreadMs } from './spread.js';
import { nameThresholds } from './thresholds.js';
import type { Threshold } from './thresholds.js';

const id = 'a'.repeat(22);
const named = (days: readonly number[], on: number): Threshold[] => nameThresholds([], days, day(on));
const aScheduledToken = (overrides: Partial<ScheduledToken> = {}): ScheduledToken => ({
  id,
  sequence: 1,
  customerId: 'b'.repeat(22),
  serviceAccountId: 'c'.repeat(22),
  name: 'ci',
  labels: {},
  status: 'active',
  expiresAt: day(100),
  expirySetAt: day(1),
  notifyDays: null,
  thresholds: named(defaultDays, 1),
  watchedSince: day(1),
  unusedDays: 0,
  ...overrides,
});
const thresholds = (token: ScheduledToken, settledUpTo?: Date): (number | null)[] => planNotices(token, { spreadSeconds: 0, settledUpTo }).map(({ thresholdDays }) => thresholdDays);

describe('planNotices', () => {
  it('plans the default thresholds and the expiry, each under the id of token, expiry and threshold', () => {
    expect(planNotices(aScheduledToken(), { spreadSeconds: 0 })).toEqual([
      { id: `${id}/${iso(100)}/30`, tokenId: id, thresholdDays: 30, dueAt: day(70) },
      { id: `${id}/${iso(100)}/7`, tokenId: id, thresholdDays: 7, dueAt: day(93) },
      { id: `${id}/${iso(100)}/1`, tokenId: id, thresholdDays: 1, dueAt: day(99) },
      { id: `${id}/${iso(100)}/expired`, tokenId: id, thresholdDays: null, dueAt: day(100) },
    ]);
  });

  it.each<[string, Partial<ScheduledToken>, (number | null)[]]>([
    ['the expiry alone where no day is named', { thresholds: [] }, [null]],
    ['no threshold that lay before it was named', { thresholds: named(defaultDays, 95) }, [1, null]],
    ['no threshold at the very moment at which it was named', { thresholds: named(defaultDays, 93) }, [1, null]],
    ['each threshold by when it was named itself', { thresholds: [...named([30], 1), ...named([60, 7], 50)] }, [30, 7, null]],
    ['no threshold that lay before its expiry was set', { expirySetAt: day(95) }, [1, null]],
    ['no threshold at the very moment at which its expiry was set', { expirySetAt: day(93) }, [1, null]],
    ['the expiry even where that was set in the past', { expirySetAt: day(101) }, [null]],
    ['the same when it is suspended, for it may be resumed', { status: 'suspended' }, [30, 7, 1, null]],
    ['nothing when it is revoked', { status: 'revoked' }, []],
    ['nothing when it never expires', { expiresAt: null, expirySetAt: null }, []],
  ])('gives a token %s', (_, overrides, expected) => {
    expect(thresholds(aScheduledToken(overrides))).toEqual(expected);
  });

  it('leaves out what is settled for this expiry, and what would have come before it', () => {
    expect(thresholds(aScheduledToken({ thresholds: named([90, 30, 7, 1], 1) }), day(93))).toEqual([1, null]);
    expect(thresholds(aScheduledToken(), day(100))).toEqual([]);
  });

  it('for any token: only moments of this expiry, each once, after it was set and after what is settled, the last of them the expiry', () => {
    const moment = fc.integer({ min: 1, max: 800 }).map(day);
    const threshold = fc.record({ days: fc.integer({ min: 1, max: 365 }), since: moment.map((at) => at.toISOString()) });
    const thresholds = fc.uniqueArray(threshold, { maxLength: 10, selector: ({ days }) => days });
    const token = fc.record({ expiresAt: moment, expirySetAt: moment, thresholds }).map(aScheduledToken);
    fc.assert(
      fc.property(token, fc.option(moment, { nil: undefined }), fc.constantFrom(0, 300, 3600), (each, settled, spreadSeconds) => {
        const notices = planNotices(each, { spreadSeconds, settledUpTo: settled });
        const expiresAt = each.expiresAt as Date;
        expect(new Set(notices.map((notice) => notice.id)).size).toBe(notices.length);
        for (const { id: notice, thresholdDays, dueAt } of notices) {
          expect(notice).toBe(noticeId(id, expiresAt, thresholdDays));
          const spread = dueAt.getTime() - expiresAt.getTime() + (thresholdDays ?? 0) * 86_400_000;
          expect(spread).toBe(thresholdDays === null ? 0 : spreadMs(id, spreadSeconds));
          expect(dueAt <= expiresAt).toBe(true);
          if (settled) expect(dueAt > settled).toBe(true);
          if (thresholdDays === null) continue;
          expect(each.expirySetAt !== null && dueAt > each.expirySetAt).toBe(true);
          expect(dueAt.toISOString() > (each.thresholds.find(({ days }) => days === thresholdDays)?.since ?? '')).toBe(true);
        }
        expect(notices.some(({ thresholdDays }) => thresholdDays === null)).toBe(settled === undefined || settled < expiresAt);
      }),
    );
  });
});
