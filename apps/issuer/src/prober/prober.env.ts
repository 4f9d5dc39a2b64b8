import { host, port, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { isBase } from '../doctor/doctor.env.js';

const base = z.string().refine(isBase, { error: 'expected an http:// or https:// URL without path and credentials' });

const variables = z.object({
  LOG_LEVEL: runtimeEnv.LOG_LEVEL,
  PROBER_PORT: port(3005),
  PROBER_HOST: host,
  PROBER_TOKEN: z.string().min(1).meta({ description: 'a token that may write and introspect tokens, of a customer that has no others', secret: true }),
  PROBER_ISSUER_URL: base.describe('where tokens are issued and revoked'),
  PROBER_VERIFIER_URLS: z
    .string()
    .transform((list) => list.split(',').map((each) => each.trim()))
    .pipe(z.array(base).min(1))
    .describe('where verifiers answer, past any gateway, separated by commas; over http each address of a host is a verifier of its own'),
  PROBER_EVERY_SECONDS: z.coerce.number().min(0.1).max(3_600).default(60).describe('from the end of a round to the next, default 60'),
  PROBER_OBJECTIVE_SECONDS: z.coerce.number().min(0.01).max(60).default(1).describe('within which every verifier is to know of a revocation, default 1'),
  PROBER_GIVE_UP_SECONDS: z.coerce.number().min(0.1).max(300).default(30).describe('after which a verifier is not waited for any longer, default 30'),
});

/** Who gave up before could not tell late from unseen. */
export const proberEnv = variables.refine((env) => env.PROBER_GIVE_UP_SECONDS >= env.PROBER_OBJECTIVE_SECONDS, {
  path: ['PROBER_GIVE_UP_SECONDS'],
  error: 'expected no less than PROBER_OBJECTIVE_SECONDS',
});

export type ProberEnv = z.infer<typeof proberEnv>;
