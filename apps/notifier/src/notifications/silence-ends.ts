import type { EntityManager } from 'typeorm';
import type { Actor } from '../customers/actor-of.js';
import type { Notification } from './notification.js';

export interface Silencing {
  /** `null`: for good. */
  readonly until: Date | null;
  readonly by: Actor;
  readonly now: Date;
}

/** Tells the subscription no more, or not before, of the ends of tokens that the notification is about; those of a digest are all that it gathers. */
export async function silenceEnds(manager: EntityManager, { id }: Notification, { until, by, now }: Silencing): Promise<void> {
  await manager.query(
    `insert into notifier.silences (subscription_id, token_id, expires_at, until, made_by, made_at)
     select distinct subscription_id, token_id, expires_at, $2::timestamptz, $3::jsonb, $4::timestamptz
     from notifier.notifications where (id = $1 or digest_id = $1) and token_id is not null and expires_at is not null
     on conflict (subscription_id, token_id, expires_at) do update set until = excluded.until, made_by = excluded.made_by, made_at = excluded.made_at`,
    [id, until, by, now],
  );
}

/** Of what waits, that which tells of an end that the notification tells of. */
export const waitingOfSameEnds = `
  select waiting.id from notifier.notifications waiting join notifier.notifications named using (subscription_id, token_id, expires_at)
  where (named.id = $1 or named.digest_id = $1) and waiting.state in ('queued', 'snoozed', 'gathered')`;
