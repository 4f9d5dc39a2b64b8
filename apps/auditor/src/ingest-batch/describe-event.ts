import { fields } from '@latchkey/contracts';
import type { AuditedEvent } from './audited.js';
import type { ReportedActivity } from './describe-activity.js';
import { type Description, nothing } from '../logs/audit-record.js';

/**
 * An event as an audit record has it: what any event may say has a field of its own, the rest is in `details`. A service stands in both: readers know it from
 * `details`, where it was before it had a field.
 */
export function describeEvent(event: OwnEvent): Description {
  const told = particulars(event);
  return {
    ...nothing,
    event_id: event.id,
    event_source: event.source,
    action: event.type.replace(/\.v\d+$/, ''),
    occurred_at: event.time,
    target_type: 'token',
    token_id: told.target_type === undefined ? told.target_id : null,
    ...told,
  };
}

/** What Latchkey states itself. */
type OwnEvent = Exclude<AuditedEvent, ReportedActivity>;

type Particulars = Pick<Description, 'customer_id' | 'target_id' | 'details'> & Partial<Description>;

function particulars(event: OwnEvent): Particulars {
  switch (event.type) {
    case 'token.used.v1': {
      const { customer_id, token_id: target_id, outcome, reason, last_ip: ip, last_user_agent: user_agent, ...details } = event.data;
      return { customer_id, target_id, service_id: details.last_service_id, outcome: outcome === 'allowed' ? 'success' : 'failure', reason, ip, user_agent, details };
    }
    case 'verification.unknown.v1': {
      const { reason, last_ip: ip, last_user_agent: user_agent, ...data } = event.data;
      return { ...counted(data), outcome: 'failure', reason, ip, user_agent };
    }
    case 'usage.dropped.v1':
      return counted(event.data);
    case 'token.expiring.v1':
    case 'token.expired.v1':
    case 'token.unused.v1': {
      const { customer_id, token_id: target_id, ...details } = event.data;
      return { customer_id, target_id, actor: fields.systemActor(event.source), details };
    }
    case 'token.refused-often.v1': {
      const { customer_id, token_id: target_id, reason, ip, user_agent, ...details } = event.data;
      return { customer_id, target_id, actor: fields.systemActor(event.source), reason, ip, user_agent, details };
    }
    case 'token.revoked.v1': {
      const { reason, ...data } = event.data;
      return { ...tokenChange(data), reason };
    }
    case 'token.issued.v1':
    case 'token.updated.v1':
    case 'token.rotated.v1':
    case 'token.suspended.v1':
    case 'token.resumed.v1':
    case 'token.leaked.v1':
      return tokenChange(event.data);
    case 'token.predecessor-used.v1':
      return { ...tokenChange(event.data), service_id: event.data.service_id };
    case 'customer.created.v1':
    case 'customer.updated.v1':
    case 'customer.offboarded.v1':
    case 'customer.erased.v1':
      return { ...done(event.data), target_type: 'customer', target_id: event.data.customer_id };
    case 'service-account.created.v1':
    case 'service-account.updated.v1':
    case 'service-account.deleted.v1': {
      const { service_account_id: target_id, ...data } = event.data;
      return { ...done(data), target_type: 'service_account', target_id };
    }
  }
}

/** What a verifier counted that is of no token. */
function counted({ customer_id, verifier: target_id, ...details }: { readonly customer_id: string | null; readonly verifier: string }): Particulars {
  return { customer_id, target_type: 'verifier', target_id, details };
}

type Done = Pick<Description, 'ip' | 'user_agent' | 'request_id'> & { readonly customer_id: string; readonly actor: NonNullable<Description['actor']> };

function tokenChange({ token_id: target_id, ...data }: Done & { readonly token_id: string }): Particulars {
  return { ...done(data), target_id };
}

/** What somebody did. */
function done({ customer_id, actor, ip, user_agent, request_id, ...details }: Done): Omit<Particulars, 'target_id'> {
  return { customer_id, actor, outcome: 'success', ip, user_agent, request_id, details };
}
