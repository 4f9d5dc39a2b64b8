import { checkKafka, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, host, port, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { readingEnv } from './audit-events/reading.env.js';
import { checkpointsEnv } from './checkpoints/checkpoints.env.js';
import { retentionEnv } from './drop-old-records/retention.env.js';

export const auditorEnv = z.object({
  ...runtimeEnv,
  ...databaseEnv,
  ...kafkaEnv,
  AUDITOR_PORT: port(3003),
  AUDITOR_HOST: host,
  ...checkpointsEnv,
  ...retentionEnv,
  ...readingEnv,
}).superRefine(checkKafka);

export type AuditorEnv = z.infer<typeof auditorEnv>;
