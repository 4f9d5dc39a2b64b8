import { infrastructureEnv } from '@latchkey/stack';
import { z } from 'zod';

export const benchEnv = z.object({
  ...infrastructureEnv,
  BENCH_ROUNDS: z.coerce.number().int().min(10).max(10_000).default(300).describe('how many times each is measured, default 300'),
});
