import { z } from 'zod';
import { defineEvent } from '../event.js';
import { grant, id, instant, labels, name, sha256 } from '../fields.js';

/** `expired` is no status: every reader derives it from `grant.expires_at`. */
export const tokenState = defineEvent({
  type: 'token.state.v1',
  topic: 'token-state',
  summary: 'The latest state of a token. Supersedes every state of lower sequence.',
  schema: z.strictObject({
    id,
    digest: sha256,
    customer_id: id,
    platform: z.boolean(),
    service_account_id: id,
    name,
    labels,
    grant,
    status: z.enum(['active', 'suspended', 'revoked']),
    /** Days before expiry at which to warn; `null` leaves the choice to the notifier. */
    notify_days: z.array(z.int().min(0).max(365)).max(10).nullable(),
    created_at: instant,
    changed_at: instant,
    sequence: z.int().min(1),
  }),
  key: (state) => state.id,
});

export type TokenState = z.infer<typeof tokenState.schema>;
