import { databaseEnv } from '@latchkey/runtime';
import { z } from 'zod';

/** What is used instead of a Kafka or a Postgres of our own. */
export const infrastructureEnv = {
  KAFKA_BROKERS: z.string().min(1).optional().describe('host:port of a Kafka to use instead of a local one'),
  DATABASE_URL: databaseEnv.DATABASE_URL.optional().describe('a Postgres to use instead of a local one'),
};

const servicePort = (standard: number) => z.coerce.number().int().min(1).max(65_535).default(standard).describe(`a port to listen on, default ${standard}`);

export const stackEnv = z.object({
  ...infrastructureEnv,
  ISSUER_PORT: servicePort(3001),
  VERIFIER_PORT: servicePort(3002),
  AUDITOR_PORT: servicePort(3003),
  NOTIFIER_PORT: servicePort(3004),
});
export type StackEnv = z.infer<typeof stackEnv>;
