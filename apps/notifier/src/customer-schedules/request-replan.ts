import type { EntityManager } from 'typeorm';

/** Has the tokens of a schedule that has changed planned anew; what was under way for them starts again. */
export async function requestReplan(manager: EntityManager, customerId: string, serviceAccountId: string | null, now: Date): Promise<void> {
  await manager.query(
    `insert into notifier.schedule_changes (customer_id, service_account_id, changed_at, after_id) values ($1, $2, $3, '')
     on conflict (customer_id, service_account_id) do update set changed_at = excluded.changed_at, after_id = ''`,
    [customerId, serviceAccountId, now],
  );
}
