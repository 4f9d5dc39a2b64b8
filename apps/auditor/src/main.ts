import { setFlagsFromString } from 'node:v8';
import { parseEnv, serve, tracingOf } from '@latchkey/runtime';
import { auditorEnv } from './auditor.env.js';
import { AuditorModule } from './auditor.module.js';

// Else V8 lets the heap grow to four times what is alive in it before it takes away what is not: long exports, and searches alike, would hold 150 MB more.
setFlagsFromString('--heap-growing-percent=100');

const env = parseEnv(auditorEnv);

await serve(AuditorModule.with(env), {
  name: 'auditor',
  host: env.AUDITOR_HOST,
  port: env.AUDITOR_PORT,
  logLevel: env.LOG_LEVEL,
  trustProxy: env.TRUST_PROXY,
  shutdownDelaySeconds: env.SHUTDOWN_DELAY_SECONDS,
  rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  unknownCredentialsPerMinute: env.UNKNOWN_CREDENTIALS_PER_MINUTE,
  tracing: tracingOf(env),
});
