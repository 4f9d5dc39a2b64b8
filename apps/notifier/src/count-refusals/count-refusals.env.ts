import { z } from 'zod';

/** When a token counts as refused often. */
export const countRefusalsEnv = {
  NOTIFIER_REFUSED_OFTEN: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .default(100)
    .describe('how many times verifiers refuse a token within an hour, for one reason, until that is announced, 0 for never; default 100'),
};
