import type { Message } from '../message.js';
import type { Notice, SubscriptionNotice } from '../notice.js';

/** The payload of Standard Webhooks 1.0: `type`, `timestamp` of the fact, `data`. Several notices travel as one `token.digest.v1`. */
export function webhookBody({ time, notices: [first, ...others] }: Message): string {
  if (others.length === 0) return JSON.stringify(payloadOf(first));
  return JSON.stringify({ type: 'token.digest.v1', timestamp: time, data: { notices: [first, ...others].map(payloadOf) } });
}

/** The standard leaves types letters, digits and `_` between the full stops. */
function payloadOf({ type, event_id, time, data }: Notice | SubscriptionNotice): object {
  return { type: type.replaceAll('-', '_'), timestamp: time, data: { event_id, ...data } };
}
