import { isId } from '@latchkey/tokens';
import { z } from 'zod';

/** In addresses, the contact of whatever service account has none of its own. */
export const fallback = 'fallback';

/** Whose contact it is: of a service account, or (`null`) the customer's. What is neither becomes one that nobody has. */
export const contactAddress = z.strictObject({
  of: z
    .string()
    .transform((text) => (text === fallback ? null : isId(text) ? text : ''))
    .describe('id of the service account, or `fallback`: for tokens whose service account has no contact of its own'),
});
export type ContactAddress = z.output<typeof contactAddress>;

/** As the audit log names it. */
export const contactTarget = ({ of }: ContactAddress) => ({ type: 'contact', id: of ?? fallback }) as const;
