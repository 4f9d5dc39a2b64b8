import { z } from 'zod';
import { emailAddress } from '../contacts/contact.js';
import { subscriptionFields } from '../subscriptions/subscription-fields.js';

/** The body of `PATCH /subscriptions/{id}`: what it leaves out stays as it is. */
export const updateSubscriptionRequest = z
  .strictObject({
    ...subscriptionFields,
    unsubscribed: z.array(emailAddress).max(1000).describe('who gets no mail of it; [] writes to all contacts again'),
    channel: subscriptionFields.channel.describe('of the same kind as before'),
    status: z.enum(['active', 'disabled']).describe('what waits for a subscription that is disabled fails'),
  })
  .partial();
export type UpdateSubscriptionRequest = z.output<typeof updateSubscriptionRequest>;
