const [second, minute, hour] = [1000, 60_000, 3_600_000];

/** When attempts are made, from the first on (Standard Webhooks 1.0): the last a day later. */
const schedule = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const jitter = 0.2;

export const maxTries = schedule.length;
export const longestRetryAfterMs = 24 * hour;

/**
 * When to try again after that many tries have failed; undefined once the schedule is through. `random` is in [0, 1): what failed together does not come back
 * together. A receiver may put off the next attempt, a day at most, and never hasten it.
 */
export function nextAttempt(tries: number, { now, random, retryAfterMs = 0 }: { readonly now: Date; readonly random: number; readonly retryAfterMs?: number | undefined }): Date | undefined {
  const at = schedule[tries];
  if (at === undefined) return undefined;
  const waitMs = (at - (schedule[tries - 1] ?? 0)) * (1 - jitter + 2 * jitter * random);
  return new Date(now.getTime() + Math.max(waitMs, Math.min(retryAfterMs, longestRetryAfterMs)));
}

const firstRestMs = 1000;
const longestRestMs = 5 * minute;

/** For how long a lane rests after that many failures in a row of the endpoint itself: one that hangs or is not there is asked ever more seldom, whatever waits for it. */
export function restMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestRestMs, firstRestMs * 2 ** (failures - 1));
}
