import type { Notice } from '../channels/notice.js';
import type { EventType } from './event-types.js';
import type { Subscription } from './subscription.js';

/** The type by which one subscribes. */
export function eventTypeOf({ type }: Pick<Notice, 'type'>): string {
  return type.replace(/\.v\d+$/, '');
}

/** Whether the subscription is told: its customer's token, one of its types, all of its labels, and its service account where it names one. */
export function matches(subscription: Pick<Subscription, 'customerId' | 'eventTypes' | 'labels' | 'serviceAccountId'>, notice: Notice): boolean {
  const { customer_id: customer, service_account: account, labels } = notice.data;
  return (
    subscription.customerId === customer &&
    subscription.eventTypes.includes(eventTypeOf(notice) as EventType) &&
    (subscription.serviceAccountId ?? account.id) === account.id &&
    Object.entries(subscription.labels).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value)
  );
}
