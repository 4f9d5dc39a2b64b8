import type { Deed } from '../trail/trail.js';
import type { Notification } from './notification.js';

/** Of which token a subscription is told no more, or later: of a digest, of all in it. */
export function notificationDeed(deed: 'acknowledge' | 'snooze', { id, customerId, subscriptionId, tokenId }: Notification, more: Deed['details'] = {}): Deed {
  return { action: `notification.${deed}`, target: { type: 'notification', id }, customerId, details: { subscription_id: subscriptionId, token_id: tokenId, ...more } };
}
