import { z } from 'zod';
import { defineEvent } from '../event.js';
import { actor, grant, id, instant, ip, labels, name } from '../fields.js';

const subject = {
  token_id: id,
  customer_id: id,
  service_account_id: id,
  token_name: name,
  labels,
  actor,
  ip: ip.nullable(),
  user_agent: z.string().max(512).nullable(),
  request_id: z.string().max(100).nullable(),
};

/** A fact that the issuer states about one token; the envelope's `time` says when it happened. */
export const tokenIssued = defineEvent({
  type: 'token.issued.v1',
  topic: 'token-events',
  summary: 'A token was issued.',
  schema: z.strictObject({
    ...subject,
    roles: z.array(z.string().max(100)).max(50),
    scope: z.string().max(200),
    grant,
    parent_id: id.nullable(),
    family_id: id,
    sequence: z.int().min(1),
  }),
  key: (issued) => issued.customer_id,
});

export const tokenRevoked = defineEvent({
  type: 'token.revoked.v1',
  topic: 'token-events',
  summary: 'A token was revoked, by itself or with an ancestor.',
  schema: z.strictObject({
    ...subject,
    /** `requested`: named in the request; `ancestor`: it descends from the token that was. */
    reason: z.enum(['requested', 'ancestor']),
    expires_at: instant.nullable(),
    sequence: z.int().min(1),
  }),
  key: (revoked) => revoked.customer_id,
});
