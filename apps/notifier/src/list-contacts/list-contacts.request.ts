import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { ofCustomer } from '../customers/of-customer.js';

/** The query of `GET /contacts`. */
export const listContactsQuery = ofCustomer.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(50).describe('how many at most, default 50'),
  cursor: fields.id.optional().describe('`next_cursor` of the page before'),
});
export type ListContactsQuery = z.output<typeof listContactsQuery>;
