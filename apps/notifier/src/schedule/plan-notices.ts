import type { ScheduledToken } from './scheduled-token.js';

/** One announcement to be made. */
export interface Notice {
  /** The event's id, which says all that makes the notice: token, expiry, threshold. */
  readonly id: string;
  readonly tokenId: string;
  /** `null` for the expiry itself. */
  readonly thresholdDays: number | null;
  readonly dueAt: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What is still to be announced about a token, `settledUpTo` being the due moment of the last notice settled for its present expiry.
 * A suspended token is announced like an active one: it may be resumed, and its time runs on meanwhile.
 */
export function planNotices(token: ScheduledToken, defaultDays: readonly number[], settledUpTo?: Date): Notice[] {
  const { expiresAt, expirySetAt } = token;
  if (token.status === 'revoked' || expiresAt === null || expirySetAt === null) return [];
  const expiry = { thresholdDays: null, dueAt: expiresAt };
  const thresholds = thresholdsOf(token, defaultDays).map((days) => ({ thresholdDays: days, dueAt: new Date(expiresAt.getTime() - days * dayMs) }));
  // A token issued for five days was never 30 or 7 days from its end: whoever set the expiry knew of it then.
  const counting = thresholds.filter(({ dueAt }) => dueAt > expirySetAt);
  return [...counting, expiry]
    .filter(({ dueAt }) => settledUpTo === undefined || dueAt > settledUpTo)
    .map((notice) => ({ id: noticeId(token.id, expiresAt, notice.thresholdDays), tokenId: token.id, ...notice }));
}

export function noticeId(tokenId: string, expiresAt: Date, thresholdDays: number | null): string {
  return `${tokenId}/${expiresAt.toISOString()}/${thresholdDays ?? 'expired'}`;
}

/** Zero days ahead is the expiry itself, which is announced anyway. */
function thresholdsOf({ notifyDays }: ScheduledToken, defaultDays: readonly number[]): number[] {
  return [...new Set(notifyDays ?? defaultDays)].filter((days) => days > 0);
}
