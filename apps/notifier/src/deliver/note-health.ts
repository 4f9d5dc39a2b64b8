import type { EntityManager } from 'typeorm';
import type { ClaimedNotification } from './claim-due.js';
import { restMs } from './next-attempt.js';
import { failures, isUnwell, longestOf } from './verdict.js';
import type { Result, Verdict } from './verdict.js';

export const failingDays = 5;
const dayMs = 24 * 60 * 60 * 1000;
const longestHoldMs = 60 * 60 * 1000;

export interface Ended {
  readonly results: readonly Result[];
  readonly verdict: Verdict;
  readonly now: Date;
}

/**
 * Keeps account of how the endpoint of a subscription does: while it does not answer, or asks for time, its lane is given a rest. Answers why the subscription is
 * to be disabled, if it is: told that it is gone, or given up once more after days in which nothing came through. Mail is the operator's own, and never disabled.
 */
export async function noteHealth(manager: EntityManager, notification: ClaimedNotification, ended: Ended): Promise<'gone' | 'failing' | undefined> {
  const { subscriptionId, lane, channel } = notification;
  if (lane !== subscriptionId) return undefined;
  const failed = failures(ended.results);
  if (failed.length === 0) return noteSuccess(manager, subscriptionId);
  const failingSince = await noteFailure(manager, subscriptionId, ended);
  if (channel === 'email') return undefined;
  if (failed.some(({ gone }) => gone)) return 'gone';
  const failingMs = failingSince ? ended.now.getTime() - failingSince.getTime() : 0;
  return ended.verdict.state === 'failed' && failingMs >= failingDays * dayMs ? 'failing' : undefined;
}

async function noteSuccess(manager: EntityManager, subscriptionId: string): Promise<undefined> {
  await manager.query(
    `update notifier.subscriptions set failing_since = null, failures = 0, held_until = null where id = $1 and (failing_since is not null or failures > 0)`,
    [subscriptionId],
  );
}

/** Since when everything has failed. */
async function noteFailure(manager: EntityManager, subscriptionId: string, { results, now }: Ended): Promise<Date | undefined> {
  const failed = failures(results);
  const [rows]: [{ failures: number; failingSince: Date }[], number] = await manager.query(
    `update notifier.subscriptions set failing_since = coalesce(failing_since, $2), failures = failures + $3 where id = $1
     returning failures, failing_since as "failingSince"`,
    [subscriptionId, now, isUnwell(failed) ? 1 : 0],
  );
  const holdMs = isUnwell(failed) ? Math.max(restMs(rows[0]?.failures ?? 0), Math.min(longestOf(failed), longestHoldMs)) : 0;
  if (holdMs > 0) {
    await manager.query('update notifier.subscriptions set held_until = greatest(held_until, $2) where id = $1', [subscriptionId, new Date(now.getTime() + holdMs)]);
  }
  return rows[0]?.failingSince;
}
