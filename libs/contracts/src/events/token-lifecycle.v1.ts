import { z } from 'zod';
import { defineEvent } from '../event.js';
import { by, grant, id, instant, labels, name } from '../fields.js';

const subject = {
  token_id: id,
  customer_id: id,
  service_account_id: id,
  token_name: name,
  labels,
  ...by,
};
const sequence = z.int().min(1);
const rights = { roles: z.array(z.string().max(100)).max(50), scope: z.string().max(200), grant };

/** A fact that the issuer states about one token; the envelope's `time` says when it happened. */
export const tokenIssued = defineEvent({
  type: 'token.issued.v1',
  topic: 'token-events',
  summary: 'A token was issued.',
  schema: z.strictObject({
    ...subject,
    ...rights,
    parent_id: id.nullable(),
    family_id: id,
    sequence,
    /** The token that this one replaces. */
    predecessor_id: id.nullable().default(null),
    /** Of the service account that was made together with the token; `null` where it was there before. */
    service_account_name: name.nullable().default(null),
  }),
  key: (issued) => issued.customer_id,
});

export const tokenRevoked = defineEvent({
  type: 'token.revoked.v1',
  topic: 'token-events',
  summary: 'A token was revoked, by itself or with an ancestor.',
  schema: z.strictObject({
    ...subject,
    /**
     * `requested`: named or selected in the request; `ancestor`: it descends from a token that was revoked; `rotated`: replaced without an overlap;
     * `reused`: a replaced token of its family was used; `leaked`: its secret was found in public; `offboarded`: its customer left.
     */
    reason: z.enum(['requested', 'ancestor', 'rotated', 'reused', 'leaked', 'offboarded']),
    expires_at: instant.nullable(),
    sequence,
  }),
  key: (revoked) => revoked.customer_id,
});

export const tokenUpdated = defineEvent({
  type: 'token.updated.v1',
  topic: 'token-events',
  summary: 'A token was changed, and is now as told here.',
  schema: z.strictObject({
    ...subject,
    ...rights,
    notify_days: z.array(z.int().min(0).max(365)).max(10).nullable(),
    /** The names of the fields that changed. */
    changed: z.array(z.string().max(50)).min(1).max(50),
    sequence,
  }),
  key: (updated) => updated.customer_id,
});

export const tokenSuspended = defineEvent({
  type: 'token.suspended.v1',
  topic: 'token-events',
  summary: 'A token was switched off for the time being.',
  schema: z.strictObject({ ...subject, sequence }),
  key: (suspended) => suspended.customer_id,
});

export const tokenResumed = defineEvent({
  type: 'token.resumed.v1',
  topic: 'token-events',
  summary: 'A suspended token was switched on again.',
  schema: z.strictObject({ ...subject, sequence }),
  key: (resumed) => resumed.customer_id,
});

export const tokenRotated = defineEvent({
  type: 'token.rotated.v1',
  topic: 'token-events',
  summary: 'A token was given a successor. It works until `ends_at`.',
  schema: z.strictObject({ ...subject, successor_id: id, family_id: id, ends_at: instant, sequence }),
  key: (rotated) => rotated.customer_id,
});

export const tokenLeaked = defineEvent({
  type: 'token.leaked.v1',
  topic: 'token-events',
  summary: 'The secret of a token was found where it must not be. The token is revoked.',
  schema: z.strictObject({
    ...subject,
    /** Where it was found, in the reporter's terms: `content`, `commit`, `npm`. */
    found_in: z.string().max(100),
    url: z.string().max(2000).nullable(),
    reporter: z.string().max(100),
  }),
  key: (leaked) => leaked.customer_id,
});

export const tokenPredecessorUsed = defineEvent({
  type: 'token.predecessor-used.v1',
  topic: 'token-events',
  summary: 'A token that has a successor was used: who uses it, from `ip`, has not switched. Told once per token and day.',
  schema: z.strictObject({
    ...subject,
    successor_id: id,
    family_id: id,
    /** Used after its end, and so refused. */
    late: z.boolean(),
    used_at: instant,
    service_id: z.string().max(255).nullable(),
    count: z.int().min(1),
  }),
  key: (used) => used.customer_id,
});
