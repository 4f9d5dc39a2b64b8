import { z } from 'zod';
import { defineEvent } from '../event.js';
import { id, instant, ip } from '../fields.js';

export const tokenUsed = defineEvent({
  type: 'token.used.v1',
  topic: 'token-usage',
  summary: 'How often a verifier answered for a token with one outcome since it last said so, within one minute.',
  schema: z.strictObject({
    token_id: id,
    customer_id: id,
    service_account_id: id,
    verifier: z.string().min(1).max(100),
    /** The minute counted, at its start. */
    minute: instant,
    outcome: z.enum(['allowed', 'refused']),
    /** Why it was refused; `null` when allowed. */
    reason: z.string().max(50).nullable(),
    /** Uses since the last record for this token, minute and outcome: a delta. */
    count: z.int().min(1),
    last_used_at: instant,
    last_ip: ip.nullable(),
    last_user_agent: z.string().max(512).nullable(),
    /** For which service it was asked last, where that was said. */
    last_service_id: z.string().max(255).nullable().default(null),
  }),
  key: (used) => used.token_id,
});
