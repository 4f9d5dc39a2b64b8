import { isDeepStrictEqual } from 'node:util';
import type { TokenStatus } from '@latchkey/access';
import type { TokenState } from '@latchkey/contracts';
import type { Schedules } from '../customer-schedules/effective-days.js';
import { nameThresholds } from './thresholds.js';
import type { Threshold } from './thresholds.js';

/** What the schedule keeps of a token. */
export interface ScheduledToken {
  readonly id: string;
  readonly sequence: number;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: TokenStatus;
  readonly expiresAt: Date | null;
  /** Since when the expiry is this one. */
  readonly expirySetAt: Date | null;
  /** `null` leaves the choice to the schedules. */
  readonly notifyDays: readonly number[] | null;
  /** At which days it is warned of, whoever named them. */
  readonly thresholds: readonly Threshold[];
  /** Since when any use of it would have been seen. */
  readonly watchedSince: Date;
  /** After how many days without use it is announced; 0 is never. */
  readonly unusedDays: number;
}

export interface Reading {
  readonly schedules: Schedules;
  readonly now: Date;
}

/** For so long token-usage is kept, so that use of a token as young as this is seen yet. */
const usageKeptMs = 7 * 24 * 60 * 60 * 1000;

/** The token after `state`, or as it was where the state is not newer. */
export function applyState(known: ScheduledToken | undefined, state: TokenState, { schedules, now }: Reading): ScheduledToken {
  if (known && known.sequence >= state.sequence) return known;
  const { expires_at: expiry } = state.grant;
  const expiresAt = expiry === null ? null : new Date(expiry);
  const token = {
    id: state.id,
    sequence: state.sequence,
    customerId: state.customer_id,
    serviceAccountId: state.service_account_id,
    name: state.name,
    labels: state.labels,
    status: state.status,
    expiresAt,
    expirySetAt: expiresAt && expirySetAt(known, expiresAt, state),
    notifyDays: state.notify_days,
    thresholds: known?.thresholds ?? [],
    watchedSince: known?.watchedSince ?? watchedSince(state, now),
    unusedDays: known?.unusedDays ?? 0,
  };
  return applySchedules(token, schedules, new Date(known ? state.changed_at : state.created_at));
}

/** The token with what the schedules give it, or as it was where they change nothing. Those named anew are so since `at` or since their schedule was set. */
export function applySchedules(token: ScheduledToken, schedules: Schedules, at: Date): ScheduledToken {
  const { days, setAt } = schedules.daysOf(token);
  const thresholds = nameThresholds(token.thresholds, days, setAt && setAt > at ? setAt : at);
  const unusedDays = schedules.unusedDaysOf(token);
  return unusedDays === token.unusedDays && isDeepStrictEqual(thresholds, token.thresholds) ? token : { ...token, thresholds, unusedDays };
}

/**
 * Of a token met for the first time, earlier states may have been compacted away: its expiry is taken to be the one it was made with.
 * Where that is wrong, one notice too many goes out; the other choice would leave one out.
 */
function expirySetAt(known: ScheduledToken | undefined, expiresAt: Date, state: TokenState): Date {
  if (!known) return new Date(state.created_at);
  const kept = known.expiresAt?.getTime() === expiresAt.getTime() ? known.expirySetAt : null;
  return kept ?? new Date(state.changed_at);
}

function watchedSince({ created_at: made }: TokenState, now: Date): Date {
  const madeAt = new Date(made);
  return now.getTime() - madeAt.getTime() < usageKeptMs ? madeAt : now;
}
