import { z } from 'zod';
import { defineEvent } from '../event.js';
import { id, instant, ip, labels, name } from '../fields.js';

export const tokenRefusedOften = defineEvent({
  type: 'token.refused-often.v1',
  topic: 'token-events',
  summary: 'Verifiers have refused a token often within an hour, for one reason. Told once per token, reason and day; a repeat carries the same event id.',
  schema: z.strictObject({
    token_id: id,
    customer_id: id,
    service_account_id: id,
    token_name: name,
    labels,
    /** As verifiers give it. */
    reason: z.string().min(1).max(50),
    /** How often by then, since `since`. */
    count: z.int().min(1),
    since: instant,
    /** From where it was refused last, if that is known. */
    ip: ip.nullable(),
    user_agent: z.string().max(512).nullable(),
  }),
  key: (refused) => refused.customer_id,
});
