import { z } from 'zod';
import { defineEvent } from '../event.js';
import { instant } from '../fields.js';

/** Its key starts with a character that no token id has, so it can never shadow a token. */
export const tokenHeartbeat = defineEvent({
  type: 'token.heartbeat.v1',
  topic: 'token-state',
  summary: 'Every change acknowledged before `as_of` stands before this record in its partition.',
  schema: z.strictObject({
    as_of: instant,
    generation: z.uuid(),
    partition: z.int().min(0),
  }),
  key: (beat) => `heartbeat/${beat.partition}`,
});
