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
export function planNotices(token: ScheduledToken, settledUpTo?: Date): Notice[] {
  const { expiresAt, expirySetAt, thresholds } = token;
  if (token.status === 'revoked' || expiresAt === null || expirySetAt === null) return [];
  const expiry = { thresholdDays: null, dueAt: expiresAt };
  const warnings = thresholds.map(({ days, since }) => ({ thresholdDays: days, dueAt: new Date(expiresAt.getTime() - days * dayMs), since: new Date(since) }));
  // A token issued for five days was never 30 or 7 days from its end: whoever set the expiry knew of it then, and so did whoever named the days.
  const counting = warnings.filter(({ dueAt, since }) => dueAt > expirySetAt && dueAt > since);
  return [...counting, expiry]
    .filter(({ dueAt }) => settledUpTo === undefined || dueAt > settledUpTo)
    .map(({ thresholdDays, dueAt }) => ({ id: noticeId(token.id, expiresAt, thresholdDays), tokenId: token.id, thresholdDays, dueAt }));
}

export function noticeId(tokenId: string, expiresAt: Date, thresholdDays: number | null): string {
  return `${tokenId}/${expiresAt.toISOString()}/${thresholdDays ?? 'expired'}`;
}
