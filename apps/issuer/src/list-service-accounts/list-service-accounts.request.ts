import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { pageFields } from '../list-tokens/list-tokens.request.js';

/** The query of `GET /service-accounts`. */
export const listServiceAccountsQuery = z.strictObject({
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
  name: fields.name.optional().describe('how their name begins'),
  ...pageFields,
});
export type ListServiceAccountsQuery = z.output<typeof listServiceAccountsQuery>;
