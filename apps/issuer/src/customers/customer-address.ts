import { isId } from '@latchkey/tokens';
import { z } from 'zod';

/** What is no id becomes one that no customer has: it is not found, like any other that is not there. */
export const customerAddress = z.strictObject({ id: z.string().transform((text) => (isId(text) ? text : '')).describe('id of the customer') });
export type CustomerAddress = z.infer<typeof customerAddress>;
