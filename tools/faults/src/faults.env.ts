import { z } from 'zod';

export const faultsEnv = z.object({
  FAULTS_ROUNDS: z.coerce.number().int().min(1).max(100).default(1).describe('how often all faults are gone through, default 1'),
  FAULTS_ONLY: z.string().min(1).optional().describe('only faults whose name, such as "broker-1 kill", contains this; default all'),
  FAULTS_SEED: z.coerce.number().int().min(0).max(0xffffffff).optional().describe('makes the choices of the load the same again; default another each time'),
});

export type FaultsEnv = z.infer<typeof faultsEnv>;
