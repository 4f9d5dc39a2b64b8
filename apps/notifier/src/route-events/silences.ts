import type { EntityManager } from 'typeorm';
import type { NewNotification } from '../notifications/new-notification.js';

interface Silence {
  readonly id: string;
  readonly until: Date | null;
}

/** As the subscription wants it: not at all of an end that was acknowledged, later of one that was put off. */
export async function heedSilences(manager: EntityManager, all: readonly NewNotification[], now: Date): Promise<NewNotification[]> {
  const about = all.filter(({ expiresAt }) => expiresAt !== null);
  if (about.length === 0) return [...all];
  const silences: Silence[] = await manager.query(
    `select told.id, until from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as told (id, subscription_id, token_id, expires_at)
     join notifier.silences using (subscription_id, token_id, expires_at) where until is null or until > $5`,
    [about.map(({ id }) => id), about.map(({ subscriptionId }) => subscriptionId), about.map(({ tokenId }) => tokenId), about.map(({ expiresAt }) => expiresAt), now],
  );
  const silenced = new Map(silences.map(({ id, until }) => [id, until]));
  return all.map((each) => {
    const until = silenced.get(each.id);
    return until === undefined ? each : silence(each, until, now);
  });
}

function silence(notification: NewNotification, until: Date | null, now: Date): NewNotification {
  if (until === null) return { ...notification, state: 'acknowledged', nextAttemptAt: null, digestAt: null, settledAt: now.toISOString() };
  return { ...notification, state: 'snoozed', nextAttemptAt: until.toISOString(), digestAt: null, dueAt: until.toISOString() };
}

/** Of an end that was put off, the latest notice alone is told when the time has come. */
export async function supersedeSnoozed(manager: EntityManager, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await manager.query(
    `update notifier.notifications earlier set state = 'superseded', next_attempt_at = null, settled_at = $2
     from notifier.notifications later
     where later.id = any($1) and later.state = 'snoozed' and earlier.subscription_id = later.subscription_id and earlier.token_id = later.token_id
       and earlier.expires_at = later.expires_at and earlier.state = 'snoozed' and earlier.occurred_at < later.occurred_at`,
    [ids, now],
  );
}
