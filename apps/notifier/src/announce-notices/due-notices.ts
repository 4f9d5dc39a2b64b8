import type { EntityManager } from 'typeorm';
import { contextOf } from './token-context.js';
import type { TokenContext } from './token-context.js';

/** A notice to be announced, and the token that it is about. */
export interface DueNotice extends TokenContext {
  readonly id: string;
  readonly thresholdDays: number | null;
  readonly dueAt: Date;
  readonly tokenId: string;
  readonly customerId: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly expiresAt: Date;
}

/** Which notices may go out at `now`. */
export interface Horizon {
  readonly now: Date;
  /** Partitions whose heartbeats have stopped though all of them was read: there `now` decides alone. */
  readonly silentPartitions: readonly number[];
}

/**
 * Of each token the latest notice that is due by our clock, once token-state is known to have been read up to that moment: while it is not, the token may have
 * been revoked or its expiry moved, and an earlier notice would only be followed by this one.
 */
const claimable = (joined = ''): string => `
  from notifier.notices notice
  join notifier.tokens token on token.id = notice.token_id
  join notifier.positions position on position.partition = token.partition
  ${joined}
  where notice.due_at <= $1
    and (notice.due_at <= position.as_of or position.partition = any($2))
    and not exists (
      select 1 from notifier.notices later
      where later.token_id = notice.token_id and later.due_at > notice.due_at and later.due_at <= $1)`;

/**
 * Locks tokens that have something to announce, passing over those that another instance holds or that are being changed; and their notices, so that those are passed
 * over, too, that another settled since we began to look. What there is to announce is looked up under the lock: until it was taken, a change may have committed.
 */
export async function claimDue(manager: EntityManager, { now, silentPartitions }: Horizon, limit: number): Promise<DueNotice[]> {
  const horizon = [now, silentPartitions];
  // The latest first: those are what counts, and after downtime a claim would else wade through all that they supersede.
  const tokens: { id: string }[] = await manager.query(
    `select token.id ${claimable()} order by notice.due_at desc limit ${limit} for no key update of token, notice skip locked`,
    horizon,
  );
  if (tokens.length === 0) return [];
  return manager.query(
    `select notice.id, notice.threshold_days as "thresholdDays", notice.due_at as "dueAt", token.id as "tokenId", token.customer_id as "customerId",
            token.service_account_id as "serviceAccountId", token.name, token.labels, token.expires_at as "expiresAt", ${contextOf('token')}
     ${claimable('left join notifier.last_uses last_use on last_use.token_id = token.id')} and token.id = any($3) order by notice.due_at, notice.id`,
    [...horizon, tokens.map(({ id }) => id)],
  );
}

export interface Settlement {
  readonly claimed: readonly DueNotice[];
  /** Those of them that are to be announced. */
  readonly announced: readonly DueNotice[];
}

/** Takes what is due of these tokens off the schedule for ever: these notices as announced, all others as passed over. Answers the ids announced for the first time. */
export async function settle(manager: EntityManager, { claimed, announced }: Settlement, now: Date): Promise<Set<string>> {
  const rows: { id: string }[] = await manager.query(
    `with due as (
       delete from notifier.notices where token_id = any($1) and due_at <= $3 returning id, token_id, due_at
     ), settled as (
       insert into notifier.announcements (id, token_id, expires_at, due_at, outcome, settled_at)
       select due.id, token_id, token.expires_at, due_at, case when due.id = any($2) then 'announced' else 'passed_over' end, $3
       from due join notifier.tokens token on token.id = token_id
       on conflict (id) do nothing returning id, outcome
     )
     select id from settled where outcome = 'announced'`,
    [claimed.map(({ tokenId }) => tokenId), announced.map(({ id }) => id), now],
  );
  return new Set(rows.map(({ id }) => id));
}
