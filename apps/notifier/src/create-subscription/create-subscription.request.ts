import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { subscriptionFields } from '../subscriptions/subscription-fields.js';

/** The body of `POST /subscriptions`. */
export const createSubscriptionRequest = z.strictObject({
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  ...subscriptionFields,
  labels: subscriptionFields.labels.default({}),
  service_account_id: subscriptionFields.service_account_id.default(null),
  digest: subscriptionFields.digest.default(null),
});
export type CreateSubscriptionRequest = z.output<typeof createSubscriptionRequest>;
