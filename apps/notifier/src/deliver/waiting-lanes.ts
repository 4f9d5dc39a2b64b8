import type { DataSource } from 'typeorm';
import { mailEndpoint } from '../subscriptions/channel.js';
import type { Lane } from './allot-places.js';

export const lanesAtOnce = 200;

/**
 * The earliest of what waits in each lane, from the lane after `$1` on. Jumps along the index from lane to lane, so that what piles up in one costs nothing; an
 * index by time alone would have the planner wade through it.
 */
export const firstOfLanes = `
  first as (
    (select lane, customer_id, next_attempt_at from notifier.notifications where next_attempt_at is not null and lane > $1 order by lane, next_attempt_at limit 1)
    union all
    select next.* from first cross join lateral (
      select lane, customer_id, next_attempt_at from notifier.notifications where next_attempt_at is not null and lane > first.lane order by lane, next_attempt_at limit 1
    ) next
  )`;

const lanes = `
  with recursive ${firstOfLanes}
  select lane, first.customer_id as "customerId", coalesce(endpoint, '${mailEndpoint}') as endpoint, coalesce(failures, 0) > 0 as unwell
  from first left join notifier.subscriptions subscription on subscription.id = lane
  where next_attempt_at <= $2 and (subscription.id is null or status = 'active' and (held_until is null or held_until <= $2))
  limit ${lanesAtOnce}`;

/** Lanes after this one in which something is due, and which are not being given a rest. */
export async function waitingLanes(dataSource: DataSource, now: Date, after: string): Promise<Lane[]> {
  return dataSource.query(lanes, [after, now]);
}
