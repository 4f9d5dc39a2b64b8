import type { Notice } from '../channels/notice.js';
import type { Subscription } from '../subscriptions/subscription.js';

const nobody = '0'.repeat(22);
const daysAhead = 7;

/** A notice as the subscription will get them, about a token that nobody has. */
export function testNotice({ id, name, customerId, serviceAccountId, labels }: Subscription, now: Date): Notice {
  const expiresAt = new Date(now.getTime() + daysAhead * 24 * 60 * 60 * 1000).toISOString();
  return {
    type: 'token.expiring.v1',
    event_id: `test/${id}/${now.toISOString()}`,
    time: now.toISOString(),
    data: {
      token_id: nobody,
      token_name: `test of the subscription ${name}`.slice(0, 255),
      customer_id: customerId,
      service_account: { id: serviceAccountId ?? nobody, name: 'test' },
      labels: { ...labels },
      expires_at: expiresAt,
      last_use: null,
      threshold_days: daysAhead,
    },
  };
}
