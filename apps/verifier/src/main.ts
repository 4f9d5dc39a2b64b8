import { parseEnv, serve, tracingOf } from '@latchkey/runtime';
import { verifierEnv } from './verifier.env.js';
import { VerifierModule } from './verifier.module.js';

const env = parseEnv(verifierEnv);

await serve(VerifierModule.with(env), {
  name: 'verifier',
  host: env.VERIFIER_HOST,
  port: env.VERIFIER_PORT,
  logLevel: env.LOG_LEVEL,
  trustProxy: env.TRUST_PROXY,
  shutdownDelaySeconds: env.SHUTDOWN_DELAY_SECONDS,
  rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  unknownCredentialsPerMinute: env.UNKNOWN_CREDENTIALS_PER_MINUTE,
  tracing: tracingOf(env),
});
