import { eventTypes } from '../subscriptions/event-types.js';

export const testType = 'subscription.test';
export const disabledType = 'subscription.disabled';
export const digestType = 'digest';

/** What a notification may be about. */
export const notificationTypes = [...eventTypes, digestType, testType, disabledType] as const;
