import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { eventFilterFields, maxSearchDays } from '../audit-events/event-filter.js';

const { customer_id, to, action, service_id, outcome } = eventFilterFields;
const dayMs = 24 * 60 * 60 * 1000;

/** The query of `GET /audit-events/summary`. */
export const summarizeAuditEventsQuery = z
  .strictObject({
    by: z.enum(['token', 'service_account']).describe('whose events are taken together: those in the trail of a token, or of a service account'),
    from: z.iso.datetime({ offset: true }).transform((text) => new Date(text)).describe(`events that happened at this instant or later, at most ${maxSearchDays} days before \`to\``),
    ...{ to, customer_id, action, service_id, outcome },
    limit: z.coerce.number().int().min(1).max(1000).default(100).describe('how many at most, default 100'),
    cursor: fields.id.optional().describe('`next_cursor` of the page before'),
  })
  .check(({ value: { from, to: end = new Date() }, issues }) => {
    const complain = (message: string, name: string): void => void issues.push({ code: 'custom', message, path: [name], input: undefined });
    if (end <= from) complain('is not after `from`', 'to');
    if (end.getTime() - from.getTime() > maxSearchDays * dayMs) complain(`is more than ${maxSearchDays} days before the end of the range`, 'from');
  });
export type SummarizeAuditEventsQuery = z.infer<typeof summarizeAuditEventsQuery>;
