import { z } from 'zod';

/** How long records are kept. */
export const retentionEnv = {
  AUDITOR_RETENTION_MONTHS: z.coerce
    .number()
    .int()
    .min(0)
    .max(1200)
    .default(13)
    .describe('for how many whole months records are kept after that in which they were ingested, 0 for ever; default 13. What proves them is kept for ever'),
};
