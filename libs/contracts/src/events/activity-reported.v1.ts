import { z } from 'zod';
import { defineEvent } from '../event.js';
import { actor, by, id, name, text } from '../fields.js';
import { faultOfJson } from '../small-json.js';

const bounds = { maxDepth: 5, maxBytes: 16 * 1024 };

const details = z.record(z.string().min(1).max(100), z.unknown()).check((context) => {
  const fault = faultOfJson(context.value, bounds);
  if (fault !== undefined) context.issues.push({ code: 'custom', message: fault, input: context.value });
});

export const activityReported = defineEvent({
  type: 'activity.reported.v1',
  topic: 'activity',
  summary: 'A service tells what was done there with a token: at the time of the envelope, which may be repeated under its id.',
  schema: z.strictObject({
    customer_id: id,
    token_id: id.describe('the token with which it was done'),
    service_account_id: id.nullable().describe('whose token it is, where the service knows'),
    action: z
      .string()
      .max(80)
      .regex(/^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/)
      .describe('what was done, as `version.activated`; the audit log puts `activity.` before it'),
    target: z
      .strictObject({
        type: z
          .string()
          .max(50)
          .regex(/^[a-z][a-z0-9_-]*$/),
        id: name,
      })
      .describe('to what'),
    service_id: name.nullable().describe('at which service, in the terms of the token’s `services`'),
    outcome: z.enum(['success', 'failure']),
    reason: text(100).nullable().describe('why it failed'),
    ip: z.union([z.ipv4(), z.ipv6()]).nullable().describe('where the holder of the token called from'),
    user_agent: by.user_agent,
    request_id: by.request_id,
    details: details.describe(`whatever else there is to say: ${bounds.maxBytes / 1024} KiB of JSON, nested ${bounds.maxDepth} deep at most`),
    reported_by: actor.nullable().default(null).describe('whose token told the auditor; null where the service wrote to the topic itself'),
  }),
  key: (reported) => reported.customer_id,
});
