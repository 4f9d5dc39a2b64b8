import type { NotifierEnv } from '../notifier.env.js';

/** What the operator set is provided under this token. */
export const SCHEDULE_DEFAULTS = Symbol('SCHEDULE_DEFAULTS');

/** What counts where neither a token nor a schedule says anything, and for all of them. */
export interface ScheduleDefaults {
  /** Days before expiry at which to warn. */
  readonly notifyDays: readonly number[];
  /** After how many days without use; 0 is never. */
  readonly unusedDays: number;
  /** How far thresholds that fall together are spread; 0 is not at all. */
  readonly spreadSeconds: number;
}

export type ScheduleEnv = Pick<NotifierEnv, 'NOTIFIER_NOTIFY_DAYS' | 'NOTIFIER_UNUSED_DAYS' | 'NOTIFIER_SPREAD_SECONDS'>;

export function scheduleDefaultsOf(env: ScheduleEnv): ScheduleDefaults {
  return { notifyDays: env.NOTIFIER_NOTIFY_DAYS, unusedDays: env.NOTIFIER_UNUSED_DAYS, spreadSeconds: env.NOTIFIER_SPREAD_SECONDS };
}
