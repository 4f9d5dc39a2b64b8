import { z } from 'zod';

/** What is no id names no token: it is not found, like any other that is not there. */
export const tokenAddress = z.strictObject({ id: z.string().max(200) });
export type TokenAddress = z.infer<typeof tokenAddress>;
