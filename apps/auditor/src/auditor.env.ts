import { kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, host, port, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';

export const auditorEnv = z.object({
  ...runtimeEnv,
  ...databaseEnv,
  ...kafkaEnv,
  AUDITOR_PORT: port(3003),
  AUDITOR_HOST: host,
});

export type AuditorEnv = z.infer<typeof auditorEnv>;
