import { fields } from '@latchkey/contracts';
import { z } from 'zod';
import { policyParts } from '../policy/merge-policy.js';

/** The body of `POST /customers`. */
export const createCustomerRequest = z.strictObject({
  name: fields.name,
  policy: policyParts.default({}).describe('what it leaves out binds nobody'),
});
export type CreateCustomerRequest = z.infer<typeof createCustomerRequest>;
