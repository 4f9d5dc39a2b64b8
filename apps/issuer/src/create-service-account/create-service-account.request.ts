import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** The body of `POST /service-accounts`. */
export const createServiceAccountRequest = z.strictObject({
  name: fields.name,
  customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own'),
});
export type CreateServiceAccountRequest = z.infer<typeof createServiceAccountRequest>;
