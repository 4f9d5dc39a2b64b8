import { parseEnv, serve, tracingOf } from '@latchkey/runtime';
import { issuerEnv } from './issuer.env.js';
import { IssuerModule } from './issuer.module.js';

const env = parseEnv(issuerEnv);

await serve(IssuerModule.with(env), {
  name: 'issuer',
  host: env.ISSUER_HOST,
  port: env.ISSUER_PORT,
  logLevel: env.LOG_LEVEL,
  trustProxy: env.TRUST_PROXY,
  shutdownDelaySeconds: env.SHUTDOWN_DELAY_SECONDS,
  rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  unknownCredentialsPerMinute: env.UNKNOWN_CREDENTIALS_PER_MINUTE,
  tracing: tracingOf(env),
});
