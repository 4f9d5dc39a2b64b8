import { checkKafka, kafkaEnv } from '@latchkey/kafka';
import { host, port, rateLimitPerMinute, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { gatewayEnv } from './gateway/gateway.env.js';

export const verifierEnv = z.object({
  VERIFIER_PORT: port(3002),
  VERIFIER_HOST: host,
  VERIFIER_STALENESS_BOUND_SECONDS: z.coerce
    .number()
    .min(0)
    .max(604_800)
    .default(900)
    .describe('how old the known state may be before VERIFIER_ON_STALE applies; 0 only reports; default 900'),
  VERIFIER_ON_STALE: z.enum(['closed', 'open']).default('closed').describe('refuse, or answer and say so; default closed'),
  VERIFIER_SNAPSHOT: z
    .string()
    .optional()
    .describe('path of a file of this instance alone that keeps what is known for the next start; whoever can write it can make tokens; unset, token-state is read from the start'),
  VERIFIER_SNAPSHOT_SECONDS: z.coerce
    .number()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('after how long that file is written again where something has changed; default 300'),
  PUBLIC_ISSUER_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('what introspection names as the issuer of every token (`iss`); default none'),
  ...gatewayEnv,
  ...runtimeEnv,
  /** Its callers ask once for each request that is made of them. */
  RATE_LIMIT_PER_MINUTE: rateLimitPerMinute(0),
  ...kafkaEnv,
}).superRefine(checkKafka);
export type VerifierEnv = z.infer<typeof verifierEnv>;
