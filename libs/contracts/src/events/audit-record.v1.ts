import { z } from 'zod';
import { defineEvent } from '../event.js';
import { actor, id, instant, ip, sha256 } from '../fields.js';

/** One flat row for analysts; readers de-duplicate by (`log`, `index`). What a row has not, it was hashed without: no reader may put it in. */
export const auditRecorded = defineEvent({
  type: 'audit.recorded.v1',
  topic: 'audit',
  summary: 'One entry of a provable log with its record. Fields that are not required came later, and are missing in records of before.',
  schema: z.strictObject({
    schema_version: z.literal(1).describe('What the fields mean. Under one number fields are only ever added.'),
    log: z.string().min(3).max(300).describe('The log that the record is an entry of: a topic and a partition.'),
    index: z.int().min(0).describe('Its place in the log, from 0; with `log` it names the entry.'),
    leaf_hash: sha256.describe('The RFC 6962 leaf hash of its entry, in hex.'),
    salt: z.string().regex(/^[0-9a-f]{32}$/).describe('The salt of its entry, in hex.'),
    event_id: z.string().max(300).nullable().describe('The CloudEvents id of the event as it came; null where it could not be read.'),
    event_source: z.string().max(300).nullable().describe('Its CloudEvents source.'),
    action: z.string().min(1).max(100).describe('What happened: the type of the event without its version, `activity.` and what the service calls it, `record.unreadable`, or `log.gap`.'),
    occurred_at: instant.nullable().describe('When, by the clock of whoever told it.'),
    ingested_at: instant.describe('When it was recorded, by the clock of the auditor.'),
    customer_id: id.nullable().describe('Whose it is.'),
    actor: actor.nullable().describe('Who did it; null where nobody is named, as for use.'),
    reported_by: actor.nullable().optional().describe('Of activity: whose token told it; null where the service wrote to Kafka itself.'),
    token_id: id.nullable().optional().describe('The token in whose trail it stands: that it was done to, or of activity, that it was done with.'),
    target_type: z.string().max(50).nullable().describe('What it was done to: `token`, `customer`, `service_account` or `verifier`; of activity, what the service calls it.'),
    target_id: z.string().max(255).nullable().describe('Which one. For `token.used`, the token.'),
    service_id: z.string().max(255).nullable().optional().describe('The service that it was about, where one was named.'),
    outcome: z.enum(['success', 'failure']).nullable().describe('For use, `failure` is a refusal.'),
    reason: z.string().max(100).nullable().describe('Why it was refused or revoked, or failed.'),
    ip: ip.nullable().describe('Where the request came from, as far as that was told.'),
    user_agent: z.string().max(512).nullable().describe('What sent the request, in its own words.'),
    request_id: z.string().max(100).nullable().describe('The id of the request, as in the log of the service.'),
    duplicate_of: z.int().min(0).nullable().describe('The index in the same log of the entry whose event this one repeats.'),
    future: z.boolean().optional().describe('Whether `occurred_at` was more than five minutes ahead when it was recorded.'),
    unknown_token: z.boolean().optional().describe('Of activity: whether the token was not known, so that nothing but the service says whose it is.'),
    details: z.record(z.string(), z.unknown()).describe('What else the event said: all of its fields that have no column of their own.'),
  }),
  key: (record) => record.log,
});
