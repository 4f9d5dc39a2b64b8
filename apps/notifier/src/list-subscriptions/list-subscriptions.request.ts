import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** The query of `GET /subscriptions`. */
export const listSubscriptionsQuery = z.strictObject({
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('how many at most, default 50'),
  cursor: fields.id.optional().describe('`next_cursor` of the page before'),
});
export type ListSubscriptionsQuery = z.output<typeof listSubscriptionsQuery>;
