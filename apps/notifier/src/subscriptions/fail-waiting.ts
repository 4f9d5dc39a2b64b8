import type { EntityManager } from 'typeorm';

/** What still waits to go to a subscription that is disabled will not: it has failed, and can be redelivered. */
export async function failWaiting(manager: EntityManager, subscriptionId: string, now: Date): Promise<void> {
  await manager.query(
    `update notifier.notifications set state = 'failed', next_attempt_at = null, digest_at = null, settled_at = $2
     where subscription_id = $1 and lane = subscription_id and state in ('queued', 'snoozed', 'gathered')`,
    [subscriptionId, now],
  );
}
