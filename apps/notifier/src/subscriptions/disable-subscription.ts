import type { EntityManager } from 'typeorm';
import { failWaiting } from './fail-waiting.js';

/** Nothing more goes to it until somebody has mended what is wrong and made it active again. */
export async function disableSubscription(manager: EntityManager, id: string, reason: 'gone' | 'failing', now: Date): Promise<void> {
  const [rows]: [unknown[], number] = await manager.query(
    `update notifier.subscriptions set status = 'disabled', disabled_reason = $2, updated_at = $3 where id = $1 and status = 'active' returning id`,
    [id, reason, now],
  );
  if (rows.length > 0) await failWaiting(manager, id, now);
}
