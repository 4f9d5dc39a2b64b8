import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { policyParts } from '../policy/merge-policy.js';

/** The body of `PATCH /customers/{id}`: what it leaves out stays as it is. */
export const updateCustomerRequest = z.strictObject({
  name: fields.name.optional(),
  policy: policyParts.default({}).describe('binds what is made or changed from now on; tokens that exist keep their lives'),
});
export type UpdateCustomerRequest = z.infer<typeof updateCustomerRequest>;
