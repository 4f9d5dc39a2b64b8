import { z } from 'zod';
import { subscriptionFields } from '../subscriptions/subscription-fields.js';

/** The body of `PATCH /subscriptions/{id}`: what it leaves out stays as it is. */
export const updateSubscriptionRequest = z
  .strictObject({
    ...subscriptionFields,
    channel: subscriptionFields.channel.describe('of the same kind as before'),
    status: z.enum(['active', 'disabled']).describe('what waits for a subscription that is disabled fails'),
  })
  .partial();
export type UpdateSubscriptionRequest = z.output<typeof updateSubscriptionRequest>;
