import { activityReported, fields } from '@latchkey/contracts';
import { z } from 'zod';

export const maxReports = 1_000;
/** Room for a thousand reports of a kilobyte. */
export const maxReportBytes = 1024 * 1024;

const { token_id, service_account_id, action, target, service_id, outcome, reason, ip, user_agent, request_id, details } = activityReported.schema.shape;

export const activityReport = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9A-Za-z._-]{8,100}$/)
    .describe('names the event for the service account that reports it, such as a UUID; sent again under the same id, it is recorded once'),
  occurred_at: fields.instant.describe('when it was done'),
  customer_id: fields.id.optional().describe('whose token it was, for platform callers; absent: the caller’s own'),
  token_id,
  service_account_id: service_account_id.default(null),
  action,
  target,
  service_id: service_id.default(null),
  outcome,
  reason: reason.default(null),
  ip: ip.default(null),
  user_agent: user_agent.default(null),
  request_id: request_id.default(null),
  details: details.default({}),
});
export type ActivityReport = z.infer<typeof activityReport>;

export const activityReports = z.strictObject({
  events: z
    .array(activityReport)
    .min(1)
    .max(maxReports)
    .check(({ value, issues }) => {
      const seen = new Set<string>();
      for (const [place, { id }] of value.entries()) {
        if (seen.has(id)) issues.push({ code: 'custom', message: 'stands twice', path: [place, 'id'], input: id });
        seen.add(id);
      }
    })
    .describe('If one of them is refused, none is taken.'),
});
