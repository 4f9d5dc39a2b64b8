import { fields } from '@latchkey/contracts';
import { z } from 'zod';

/** The body of `PATCH /service-accounts/{id}`: what it leaves out stays as it is. */
export const updateServiceAccountRequest = z.strictObject({ name: fields.name.optional() });
export type UpdateServiceAccountRequest = z.infer<typeof updateServiceAccountRequest>;
