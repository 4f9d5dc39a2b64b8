import { z } from 'zod';

/** How what is due is delivered, and how long it stays on record. */
export const notificationsEnv = {
  NOTIFIER_CONCURRENT_DELIVERIES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .describe('attempts to deliver under way at the same time in each instance; one subscription has a fiftieth of them at most, one customer and one host two fifths; default 100'),
  NOTIFIER_KEEP_DAYS: z.coerce.number().int().min(2).max(3650).default(90).describe('for how many days notifications that are settled, and their attempts, stay on record; default 90'),
};
