import { parseEnv, serve, tracingOf } from '@latchkey/runtime';
import { notifierEnv } from './notifier.env.js';
import { NotifierModule } from './notifier.module.js';

const env = parseEnv(notifierEnv);

await serve(NotifierModule.with(env), {
  name: 'notifier',
  host: env.NOTIFIER_HOST,
  port: env.NOTIFIER_PORT,
  logLevel: env.LOG_LEVEL,
  trustProxy: env.TRUST_PROXY,
  shutdownDelaySeconds: env.SHUTDOWN_DELAY_SECONDS,
  rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  unknownCredentialsPerMinute: env.UNKNOWN_CREDENTIALS_PER_MINUTE,
  tracing: tracingOf(env),
});
