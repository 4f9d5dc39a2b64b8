import type { AuditedEvent } from './audited.js';
import { type Description, nothing } from '../logs/audit-record.js';

/** An event as an audit record has it: what any event may say has a field of its own, the rest is in `details`. */
export function describeEvent(event: AuditedEvent): Description {
  return {
    ...nothing,
    event_id: event.id,
    event_source: event.source,
    action: event.type.replace(/\.v\d+$/, ''),
    occurred_at: event.time,
    target_type: 'token',
    ...particulars(event),
  };
}

type Particulars = Pick<Description, 'customer_id' | 'target_id' | 'details'> & Partial<Description>;

function particulars(event: AuditedEvent): Particulars {
  switch (event.type) {
    case 'token.issued.v1': {
      const { customer_id, token_id: target_id, actor, ip, user_agent, request_id, ...details } = event.data;
      return { customer_id, target_id, actor, outcome: 'success', ip, user_agent, request_id, details };
    }
    case 'token.revoked.v1': {
      const { customer_id, token_id: target_id, actor, reason, ip, user_agent, request_id, ...details } = event.data;
      return { customer_id, target_id, actor, outcome: 'success', reason, ip, user_agent, request_id, details };
    }
    case 'token.used.v1': {
      const { customer_id, token_id: target_id, outcome, reason, last_ip: ip, last_user_agent: user_agent, ...details } = event.data;
      return { customer_id, target_id, outcome: outcome === 'allowed' ? 'success' : 'failure', reason, ip, user_agent, details };
    }
    case 'token.expiring.v1':
    case 'token.expired.v1': {
      const { customer_id, token_id: target_id, ...details } = event.data;
      return { customer_id, target_id, actor: { kind: 'system', token_id: null, service_account_id: null, name: event.source }, details };
    }
  }
}
