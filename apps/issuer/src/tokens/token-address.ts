import { isId } from '@latchkey/tokens';
import { z } from 'zod';

/** What is no id becomes one that no token has: it is not found, like any other that is not there. */
export const tokenAddress = z.strictObject({ id: z.string().transform((text) => (isId(text) ? text : '')).describe('id of the token') });
export type TokenAddress = z.infer<typeof tokenAddress>;
