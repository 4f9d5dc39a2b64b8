import type { ClaimedTokens } from '../report-activity/claimed-tokens.js';
import { type Description, nothing } from '../logs/audit-record.js';
import type { AuditedEvent } from './audited.js';

export type ReportedActivity = Extract<AuditedEvent, { type: 'activity.reported.v1' }>;

/**
 * What a service says was done with a token, under names of its own, so that it is never taken for what Latchkey states. Undefined where the token is not whose
 * the service says it is: it would stand in the trail of the wrong customer.
 */
export function describeActivity({ id, source, time, data }: ReportedActivity, tokens: Pick<ClaimedTokens, 'find'>): Description | undefined {
  const token = tokens.find(data);
  if (token === 'another') return undefined;
  const { token_id, service_account_id: account, action, target, ...told } = data;
  const known = token === 'unknown' ? { serviceAccountId: account, name: undefined } : token;
  return {
    ...nothing,
    ...told,
    event_id: id,
    event_source: source,
    occurred_at: time,
    action: `activity.${action}`,
    actor: { kind: 'token', token_id, service_account_id: known.serviceAccountId, person_id: null, name: known.name ?? token_id },
    token_id,
    target_type: target.type,
    target_id: target.id,
    unknown_token: token === 'unknown',
  };
}
