import { auditRecorded } from '@latchkey/contracts';
import { z } from 'zod';
import { type AuditRecord, tokenIdOf } from '../logs/audit-record.js';
import { auditEventId } from './audit-event-id.js';

export interface ProvenRecord {
  readonly record: AuditRecord;
  readonly leafHash: string;
}

export const auditEventView = z.strictObject({
  id: z.string().describe('names it in `/audit-events/{id}`'),
  ...auditRecorded.schema.omit({ schema_version: true, salt: true, duplicate_of: true }).required().shape,
});
export type AuditEventView = z.infer<typeof auditEventView>;

export const auditEventExample: AuditEventView = {
  id: 'token-events~0~41',
  log: 'token-events/0',
  index: 41,
  leaf_hash: '5297b21dd7786a3eba462fbce9f120d8132dfc40e2f64937c50a26735c453d97',
  action: 'token.issued',
  occurred_at: '2026-10-01T08:30:00.000Z',
  ingested_at: '2026-10-01T08:30:00.012Z',
  customer_id: '1CYbP6tN0m5GZ1p9LqWc7A',
  actor: { kind: 'token', token_id: '1CYbPnAsKhSwI4xdQ8Qd5o', service_account_id: '1CYbPnAsKhSwI4xdQ8Qd5n', person_id: null, name: 'provisioner' },
  reported_by: null,
  token_id: '1CYbPnAsKhSwI4xdQ8Qd5k',
  target_type: 'token',
  target_id: '1CYbPnAsKhSwI4xdQ8Qd5k',
  service_id: null,
  outcome: 'success',
  reason: null,
  ip: '203.0.113.7',
  user_agent: 'deploy/1.4',
  request_id: 'build-42-step-7',
  future: false,
  unknown_token: false,
  details: { scope: 'global', sequence: 1 },
  event_id: '1CYbPnAsKhSwI4xdQ8Qd5p',
  event_source: 'issuer',
};

export function viewEvent({ record, leafHash }: ProvenRecord): AuditEventView {
  return {
    id: auditEventId(record),
    log: record.log,
    index: record.index,
    leaf_hash: leafHash,
    action: record.action,
    occurred_at: record.occurred_at,
    ingested_at: record.ingested_at,
    customer_id: record.customer_id,
    actor: record.actor,
    reported_by: record.reported_by ?? null,
    token_id: tokenIdOf(record),
    target_type: record.target_type,
    target_id: record.target_id,
    service_id: record.service_id ?? null,
    outcome: record.outcome,
    reason: record.reason,
    ip: record.ip,
    user_agent: record.user_agent,
    request_id: record.request_id,
    future: record.future ?? false,
    unknown_token: record.unknown_token ?? false,
    details: record.details,
    event_id: record.event_id,
    event_source: record.event_source,
  };
}
