import { z } from 'zod';
import { defineEvent } from '../event.js';
import { actor, id, instant, ip, sha256 } from '../fields.js';

/** One flat row for analysts; readers de-duplicate by (`log`, `index`). */
export const auditRecorded = defineEvent({
  type: 'audit.recorded.v1',
  topic: 'audit',
  summary: 'One entry of a provable log with its record.',
  schema: z.strictObject({
    schema_version: z.literal(1),
    log: z.string().min(3).max(300),
    index: z.int().min(0),
    leaf_hash: sha256,
    salt: z.string().regex(/^[0-9a-f]{32}$/),
    /** The CloudEvents id and source of the record as it arrived; `null` where it could not be read. */
    event_id: z.string().max(300).nullable(),
    event_source: z.string().max(300).nullable(),
    action: z.string().min(1).max(100),
    occurred_at: instant.nullable(),
    ingested_at: instant,
    customer_id: id.nullable(),
    actor: actor.nullable(),
    target_type: z.string().max(50).nullable(),
    target_id: z.string().max(255).nullable(),
    outcome: z.enum(['success', 'failure']).nullable(),
    reason: z.string().max(100).nullable(),
    ip: ip.nullable(),
    user_agent: z.string().max(512).nullable(),
    request_id: z.string().max(100).nullable(),
    /** The index in the same log of the entry that this one repeats. */
    duplicate_of: z.int().min(0).nullable(),
    details: z.record(z.string(), z.unknown()),
  }),
  key: (record) => record.log,
});
