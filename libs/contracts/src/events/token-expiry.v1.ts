import { z } from 'zod';
import { defineEvent } from '../event.js';
import { id, instant, ip, labels, name } from '../fields.js';

const subject = {
  token_id: id,
  customer_id: id,
  service_account_id: id,
  token_name: name,
  labels,
  expires_at: instant,
  /** Where it is known. */
  service_account_name: name.nullable().default(null),
  /** Its last allowed use, as far as verifiers told of it when this was written; `null`: none is known. */
  last_used: z
    .strictObject({ at: instant, ip: ip.nullable(), user_agent: z.string().max(512).nullable(), service_id: z.string().max(255).nullable() })
    .nullable()
    .default(null),
};

/** A request to the issuer. */
const request = z.strictObject({ method: z.enum(['POST', 'DELETE']), path: z.string().max(200) });

export const tokenExpiring = defineEvent({
  type: 'token.expiring.v1',
  topic: 'token-events',
  summary: 'A token expires within the threshold. A repeat carries the same event id.',
  schema: z.strictObject({
    ...subject,
    threshold_days: z.int().min(1).max(365),
    /** What gives the token a successor. */
    rotate: request.nullable().default(null),
  }),
  key: (expiring) => expiring.customer_id,
});

export const tokenExpired = defineEvent({
  type: 'token.expired.v1',
  topic: 'token-events',
  summary: 'A token has expired. A repeat carries the same event id.',
  schema: z.strictObject(subject),
  key: (expired) => expired.customer_id,
});

export const tokenUnused = defineEvent({
  type: 'token.unused.v1',
  topic: 'token-events',
  summary: 'A token was not used for as long as was set. Told once for each period without use; a repeat carries the same event id.',
  schema: z.strictObject({
    ...subject,
    /** `null`: never. */
    expires_at: instant.nullable(),
    unused_days: z.int().min(1),
    /** Its last use, or when it was made, or since when its use is watched. */
    unused_since: instant,
    /** What ends the token. */
    revoke: request.nullable().default(null),
  }),
  key: (unused) => unused.customer_id,
});
