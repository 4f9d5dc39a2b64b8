import { z } from 'zod';

export const fuzzEnv = z.object({
  FUZZ_SECONDS: z.coerce.number().int().min(10).max(3600).default(120).describe('how long each run may take, default 120'),
  FUZZ_SEED: z.coerce.number().int().min(0).default(1).describe('makes a run repeatable, default 1'),
  PYTHON: z.string().default('python3').describe('a Python 3.10 or later, default python3'),
});

export type FuzzEnv = z.infer<typeof fuzzEnv>;
