import { z } from 'zod';

/** What the load generator is to do. */
export const loadOrders = z.object({
  port: z.int(),
  connections: z.int(),
  warmUpSeconds: z.number(),
  seconds: z.number(),
  /** Whole requests as they go over the wire, asked one after the other and then again. */
  requests: z.array(z.string()).min(1),
});
export type LoadOrders = z.infer<typeof loadOrders>;

/** How many answers came in a second, and how long they took in milliseconds. */
export const loadResult = z.object({ rate: z.number(), p50: z.number(), p99: z.number(), p999: z.number() });
export type LoadResult = z.infer<typeof loadResult>;
