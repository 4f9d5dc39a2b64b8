import type { EntityManager } from 'typeorm';

/** A schedule that has changed, and up to which of its tokens they were planned anew. */
export interface ScheduleChange {
  readonly customerId: string;
  readonly serviceAccountId: string | null;
  readonly changedAt: Date;
  readonly afterId: string;
}

export async function oldestChange(queries: Pick<EntityManager, 'query'>): Promise<ScheduleChange | undefined> {
  const [change]: ScheduleChange[] = await queries.query(
    `select customer_id as "customerId", service_account_id as "serviceAccountId", changed_at as "changedAt", after_id as "afterId"
     from notifier.schedule_changes order by changed_at limit 1`,
  );
  return change;
}

/** Without `afterId` all is done. */
export async function noteProgress(manager: EntityManager, { customerId, serviceAccountId }: ScheduleChange, afterId: string | undefined): Promise<void> {
  const its = 'customer_id = $1 and service_account_id is not distinct from $2';
  if (afterId === undefined) await manager.query(`delete from notifier.schedule_changes where ${its}`, [customerId, serviceAccountId]);
  else await manager.query(`update notifier.schedule_changes set after_id = $3 where ${its}`, [customerId, serviceAccountId, afterId]);
}
