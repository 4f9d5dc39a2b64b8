import type { DataSource } from 'typeorm';
import type { Notice, SubscriptionNotice } from '../channels/notice.js';
import type { ChannelKind } from '../subscriptions/channel.js';

/** A notification that nobody else attempts until the lease has run out. */
export interface ClaimedNotification {
  readonly id: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly lane: string;
  readonly channel: ChannelKind;
  readonly type: string;
  readonly serviceAccountId: string | null;
  /** Of a digest there is none: it is made of those that it gathers. */
  readonly notice: Notice | SubscriptionNotice | null;
  readonly recipients: readonly string[] | null;
  /** Those to whom it went, or never will. */
  readonly done: readonly string[];
  readonly dueAt: Date;
  readonly createdAt: Date;
  /** The number of this attempt, and proof of the claim: a later claim has a higher one. */
  readonly attempts: number;
  /** How many since it was last put in the queue, this one counted. */
  readonly tries: number;
}

/** One statement, so that whoever claims and then freezes holds no lock. The ids as an array, since the planner takes `due` for many and would read the whole table. */
const claim = `
  with due as materialized (
    select waiting.id from unnest($1::text[], $2::int[]) as allotted (lane, places)
    cross join lateral (
      select id from notifier.notifications where lane = allotted.lane and next_attempt_at <= $3 order by next_attempt_at limit allotted.places for update skip locked
    ) waiting
  ), claimed as (
    update notifier.notifications notification
    set state = 'queued', attempts = attempts + 1, tries = tries + 1, next_attempt_at = $4
    where id = any (array(select id from due))
    returning notification.*
  )
  select id, subscription_id as "subscriptionId", customer_id as "customerId", lane, channel, type, service_account_id as "serviceAccountId", notice, recipients, done,
         due_at as "dueAt", created_at as "createdAt", attempts, tries
  from claimed`;

/** Takes as many of each lane as it was allotted, the longest due first. What is not recorded by `leaseUntil` is due again. */
export async function claimDue(dataSource: DataSource, allotted: ReadonlyMap<string, number>, now: Date, leaseUntil: Date): Promise<ClaimedNotification[]> {
  if (allotted.size === 0) return [];
  return dataSource.query(claim, [[...allotted.keys()], [...allotted.values()], now, leaseUntil]);
}
