import { z } from 'zod';
import { settledCursor } from '../audit-events/event-cursor.js';
import { boundedSearch, eventFilterFields } from '../audit-events/event-filter.js';

/** The query of `GET /audit-events/export`. */
export const exportAuditEventsQuery = z
  .strictObject({
    ...eventFilterFields,
    format: z.enum(['ndjson', 'csv', 'parquet']).default('ndjson').describe('`ndjson`, the default, `csv` or `parquet`'),
    after: settledCursor.optional().describe('the `cursor` of the last row that you have, or `Latchkey-Next-Cursor` of a whole export: begins with what follows'),
  })
  .check(boundedSearch);
export type ExportAuditEventsQuery = z.infer<typeof exportAuditEventsQuery>;
