import { z } from 'zod';
import { verdictExample, verifyAnswer, verifyRequest } from '../verify/verify.schema.js';

export const maxRequests = 1_000;
/** Room for a thousand requests of a kilobyte. */
export const maxBatchBytes = 1024 * 1024;

export const verifyBatchRequest = z.strictObject({
  requests: z.array(verifyRequest).min(1).max(maxRequests).describe('Each as for `POST /verify`. If one of them breaks the schema, none is judged.'),
});
export type VerifyBatchRequest = z.infer<typeof verifyBatchRequest>;

export const verifyBatchAnswer = z.object({ answers: z.array(verifyAnswer).describe('One for each request, in their order.') });
export type VerifyBatchAnswer = z.infer<typeof verifyBatchAnswer>;

/** For the OpenAPI document. */
export const verdictsExample: VerifyBatchAnswer = { answers: [verdictExample, { active: false, reason: 'unknown', staleness_ms: 412 }] };
