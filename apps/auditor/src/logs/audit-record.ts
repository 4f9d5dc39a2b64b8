import type { auditRecorded, DataOf } from '@latchkey/contracts';

/** A row of the audit topic. */
export type AuditRow = DataOf<typeof auditRecorded>;

/** What is hashed and stored: the row without what follows from hashing it. */
export type AuditRecord = Omit<AuditRow, 'leaf_hash' | 'salt'>;

/** What there is to say of something before it has its place in a log. */
export type Description = Omit<AuditRecord, 'schema_version' | 'log' | 'index' | 'ingested_at' | 'duplicate_of'>;

/** Most of an audit record is empty for most of what happens. */
export const nothing: Omit<Description, 'action'> = {
  event_id: null,
  event_source: null,
  occurred_at: null,
  customer_id: null,
  actor: null,
  target_type: null,
  target_id: null,
  outcome: null,
  reason: null,
  ip: null,
  user_agent: null,
  request_id: null,
  details: {},
};
