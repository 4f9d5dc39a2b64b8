import { checkKafka, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, host, port, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { catalogueEnv } from './catalogue/catalogue.env.js';
import { leakedTokensEnv } from './leaked-tokens/leaked-tokens.env.js';
import { checkRoles, identityProvidersEnv } from './people/identity-providers.env.js';

export const issuerEnv = z
  .object({
  ...runtimeEnv,
  ...databaseEnv,
  ...kafkaEnv,
  ...catalogueEnv,
  ...identityProvidersEnv,
  ...leakedTokensEnv,
  ISSUER_PORT: port(3001),
  ISSUER_HOST: host,
  RELAY_DATABASE_URL: databaseEnv.DATABASE_URL.optional().meta({ description: 'past a pooler, straight to Postgres; default DATABASE_URL', secret: true }),
  TOMBSTONE_AFTER_DAYS: z.coerce
    .number()
    .positive()
    .max(3650)
    .default(7)
    .describe('days after which readers forget a revoked or expired token, default 7'),
}).superRefine(checkRoles).superRefine(checkKafka);

export type IssuerEnv = z.infer<typeof issuerEnv>;
