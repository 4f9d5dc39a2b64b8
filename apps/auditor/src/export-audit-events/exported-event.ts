import { type AuditEventView, viewEvent } from '../audit-events/audit-event.view.js';
import { writeCursor } from '../audit-events/event-cursor.js';
import type { SettledEvent } from '../audit-events/settled-events.js';

/** An event as the list shows it, with the cursor that leads on from it. */
export interface ExportedEvent {
  readonly view: AuditEventView;
  readonly cursor: string;
}

export function exportedEvent(event: SettledEvent): ExportedEvent {
  return { view: viewEvent(event), cursor: writeCursor(event.cursor) };
}

export type Cell = string | number | boolean | null;

export interface ExportedColumn {
  readonly name: string;
  readonly of: (event: ExportedEvent) => Cell;
}

const asShown = [
  ...['id', 'log', 'index', 'leaf_hash', 'action', 'occurred_at', 'ingested_at', 'customer_id', 'token_id', 'target_type', 'target_id', 'service_id', 'outcome'],
  ...['reason', 'ip', 'user_agent', 'request_id', 'future', 'unknown_token', 'event_id', 'event_source'],
] as const satisfies readonly (keyof AuditEventView)[];

/** An event flat: what is nested is JSON, but for the actor. */
export const exportedColumns: readonly ExportedColumn[] = [
  ...asShown.map((name): ExportedColumn => ({ name, of: ({ view }) => view[name] })),
  { name: 'actor_kind', of: ({ view }) => view.actor?.kind ?? null },
  { name: 'actor_token_id', of: ({ view }) => view.actor?.token_id ?? null },
  { name: 'actor_service_account_id', of: ({ view }) => view.actor?.service_account_id ?? null },
  { name: 'actor_person_id', of: ({ view }) => view.actor?.person_id ?? null },
  { name: 'actor_name', of: ({ view }) => view.actor?.name ?? null },
  { name: 'reported_by', of: ({ view }) => view.reported_by && JSON.stringify(view.reported_by) },
  { name: 'details', of: ({ view }) => JSON.stringify(view.details) },
  { name: 'cursor', of: ({ cursor }) => cursor },
];
