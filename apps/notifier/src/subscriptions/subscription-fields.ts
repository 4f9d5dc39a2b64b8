import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { channel } from './channel.js';
import { digestRhythm } from './digest-rhythm.js';
import { eventTypes } from './event-types.js';

/** What a subscription is made of, as requests name it. */
export const subscriptionFields = {
  name: fields.name,
  event_types: z
    .array(z.enum(eventTypes))
    .min(1)
    .max(eventTypes.length)
    .refine((types) => new Set(types).size === types.length, { error: 'names a type twice' }),
  labels: fields.labels.describe('labels that the token must carry, all of them; {} is any token'),
  service_account_id: fields.id.nullable().describe('only its tokens; null is any token'),
  channel,
  digest: digestRhythm.nullable().describe('gathers what is told of into one message for each day or week; null tells of each event at once'),
};
