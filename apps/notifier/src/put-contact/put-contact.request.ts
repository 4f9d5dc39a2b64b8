import { z } from 'zod';
import { emailAddress } from '../contacts/contact.js';

/** The body of `PUT /contacts/{of}`. */
export const putContactRequest = z.strictObject({
  emails: z
    .array(emailAddress)
    .min(1)
    .max(20)
    .refine((emails) => new Set(emails).size === emails.length, { error: 'names an address twice' }),
});
export type PutContactRequest = z.infer<typeof putContactRequest>;
