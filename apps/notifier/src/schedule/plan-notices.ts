import type { ScheduledToken } from './scheduled-token.js';
import { spreadMs } from './spread.js';

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

export interface PlanOptions {
  readonly spreadSeconds: number;
  /** The due moment of the last notice settled for its present expiry. */
  readonly settledUpTo?: Date | undefined;
}

/**
 * What is still to be announced about a token.
 * A suspended token is announced like an active one: it may be resumed, and its time runs on meanwhile.
 */
export function planNotices(token: ScheduledToken, { spreadSeconds, settledUpTo }: PlanOptions): Notice[] {
  const { expiresAt, expirySetAt, thresholds } = token;
  if (token.status === 'revoked' || expiresAt === null || expirySetAt === null) return [];
  const expiry = { thresholdDays: null, dueAt: expiresAt };
  const warnings = thresholds.map(({ days, since }) => ({ thresholdDays: days, dueAt: new Date(expiresAt.getTime() - days * dayMs), since: new Date(since) }));
  // A token issued for five days was never 30 or 7 days from its end: whoever set the expiry knew of it then, and so did whoever named the days.
  const counting = warnings.filter(({ dueAt, since }) => dueAt > expirySetAt && dueAt > since);
  // The expiry itself is told of on time.
  const later = spreadMs(token.id, spreadSeconds);
  const spread = counting.map(({ thresholdDays, dueAt }) => ({ thresholdDays, dueAt: new Date(dueAt.getTime() + later) }));
  return [...spread, expiry]
    .filter(({ dueAt }) => settledUpTo === undefined || dueAt > settledUpTo)
    .map(({ thresholdDays, dueAt }) => ({ id: noticeId(token.id, expiresAt, thresholdDays), tokenId: token.id, thresholdDays, dueAt }));
}

export function noticeId(tokenId: string, expiresAt: Date, thresholdDays: number | null): string {
  return `${tokenId}/${expiresAt.toISOString()}/${thresholdDays ?? 'expired'}`;
}
