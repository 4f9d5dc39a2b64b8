import { isId } from '@latchkey/tokens';
import { z } from 'zod';

/** What is no id becomes one that no service account has: it is not found, like any other that is not there. */
export const serviceAccountAddress = z.strictObject({ id: z.string().transform((text) => (isId(text) ? text : '')).describe('id of the service account') });
export type ServiceAccountAddress = z.infer<typeof serviceAccountAddress>;
