import { viewEvent } from '../audit-events/audit-event.view.js';
import { writeCursor } from '../audit-events/event-cursor.js';
import type { SettledEvent } from '../audit-events/settled-events.js';

export type Cell = string | number | boolean | null;

/** An event flat, with the cursor that leads on from it: what is nested is JSON. */
export function exportedRow(event: SettledEvent): Readonly<Record<string, Cell>> {
  const { actor, reported_by, details, ...view } = viewEvent(event);
  return {
    ...view,
    actor_kind: actor?.kind ?? null,
    actor_token_id: actor?.token_id ?? null,
    actor_service_account_id: actor?.service_account_id ?? null,
    actor_person_id: actor?.person_id ?? null,
    actor_name: actor?.name ?? null,
    reported_by: reported_by && JSON.stringify(reported_by),
    details: JSON.stringify(details),
    cursor: writeCursor(event.cursor),
  };
}

/** In the order of `exportedRow`, so that an export without a row has them, too. */
export const exportedColumns = [
  ...['id', 'log', 'index', 'leaf_hash', 'action', 'occurred_at', 'ingested_at', 'customer_id', 'token_id', 'target_type', 'target_id', 'service_id', 'outcome'],
  ...['reason', 'ip', 'user_agent', 'request_id', 'future', 'unknown_token', 'event_id', 'event_source', 'actor_kind', 'actor_token_id'],
  ...['actor_service_account_id', 'actor_person_id', 'actor_name', 'reported_by', 'details', 'cursor'],
] as const;
