import { z } from 'zod';
import { eventCursor } from '../audit-events/event-cursor.js';
import { boundedSearch, eventFilterFields } from '../audit-events/event-filter.js';

/** The query of `GET /audit-events`. */
export const listAuditEventsQuery = z
  .strictObject({
    ...eventFilterFields,
    order: z
      .enum(['desc', 'asc'])
      .default('desc')
      .describe('`desc`, the default: the last ingested first. `asc`: in the order in which they were written down, so that who goes on from the last cursor misses none'),
    limit: z.coerce.number().int().min(1).max(1000).default(50).describe('how many at most, default 50'),
    cursor: eventCursor.optional().describe('`next_cursor` of the page before, with the same order'),
  })
  .check(boundedSearch)
  .check(({ value: { cursor, order }, issues }) => {
    if (cursor && cursor.order !== order) issues.push({ code: 'custom', message: 'is a cursor of the other order', path: ['cursor'], input: undefined });
  });
export type ListAuditEventsQuery = z.infer<typeof listAuditEventsQuery>;
