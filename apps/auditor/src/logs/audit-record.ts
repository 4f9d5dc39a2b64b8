import type { auditRecorded, DataOf } from '@latchkey/contracts';

/** A row of the audit topic. */
export type AuditRow = DataOf<typeof auditRecorded>;

/** What is hashed and stored: the row without what follows from hashing it. */
export type AuditRecord = Omit<AuditRow, 'leaf_hash' | 'salt'>;

/** What there is to say of something before it has its place in a log. */
export type Description = Omit<AuditRecord, 'schema_version' | 'log' | 'index' | 'ingested_at' | 'duplicate_of' | 'future'>;

/** Most of an audit record is empty for most of what happens. */
export const nothing: Omit<Description, 'action'> = {
  event_id: null,
  event_source: null,
  occurred_at: null,
  customer_id: null,
  actor: null,
  reported_by: null,
  token_id: null,
  target_type: null,
  target_id: null,
  service_id: null,
  outcome: null,
  reason: null,
  ip: null,
  user_agent: null,
  request_id: null,
  unknown_token: false,
  details: {},
};

/** In whose trail the record stands. Records of before there was activity do not say it: they are of what befell a token, or of none. */
export function tokenIdOf({ action, target_id: target, token_id: token }: AuditRecord): string | null {
  if (token !== undefined) return token;
  return action.startsWith('token.') ? target : null;
}

/** Whose token did it, where that is not the one in whose trail it stands already. */
export function byTokenIdOf(record: AuditRecord): string | null {
  const by = record.actor?.token_id ?? null;
  return by === tokenIdOf(record) ? null : by;
}
