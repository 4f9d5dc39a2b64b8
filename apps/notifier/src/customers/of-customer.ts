import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** Whose things are meant. */
export const ofCustomer = z.strictObject({ customer_id: fields.id.optional().describe('for platform callers; absent: the caller’s own') });
export type OfCustomer = z.infer<typeof ofCustomer>;
