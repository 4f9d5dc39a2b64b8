import { z } from 'zod';
import { defineEvent } from '../event.js';
import { id, instant, ip } from '../fields.js';

const verifier = {
  verifier: z.string().min(1).max(100),
  /** The platform customer; `null` while the verifier has met nobody of it. */
  customer_id: id.nullable(),
};

/** Its key has a character that no token id has, so it is never taken for a token's. */
const key = ({ verifier: name }: { verifier: string }): string => `verifier/${name}`;

export const verificationUnknown = defineEvent({
  type: 'verification.unknown.v1',
  topic: 'token-usage',
  summary: 'How often a verifier refused what was no token that it could find, with one reason, since it last said so, within one minute.',
  schema: z.strictObject({
    ...verifier,
    /** The minute counted, at its start. */
    minute: instant,
    reason: z.string().min(1).max(50),
    /** Since the last record for this minute and reason: a delta. */
    count: z.int().min(1),
    last_seen_at: instant,
    last_ip: ip.nullable(),
    last_user_agent: z.string().max(512).nullable(),
  }),
  key,
});

export const usageDropped = defineEvent({
  type: 'usage.dropped.v1',
  topic: 'token-usage',
  summary: 'How many uses a verifier could not count, since more was in use at once than it has room for: counts of that time are too low by these.',
  schema: z.strictObject({
    ...verifier,
    count: z.int().min(1),
    first_dropped_at: instant,
    last_dropped_at: instant,
  }),
  key,
});
