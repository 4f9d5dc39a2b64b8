import { z } from 'zod';
import { tracingEnv } from '../tracing/tracing.env.js';
import { checkDatabaseTls } from './database-tls.js';

/** The port a service listens on; 0 takes a free one. */
export const port = (standard: number) =>
  z.coerce.number().int().min(0).max(65_535).default(standard).describe(`a port to listen on, default ${standard}`);

export const host = z.string().min(1).default('127.0.0.1').describe('an address to listen on, default 127.0.0.1');

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How much one caller may ask. */
export const rateLimitPerMinute = (standard: number) =>
  perMinute(standard).describe(`requests that one caller may make of each instance in a minute, 0 for any number; default ${standard}`);

const perMinute = (standard: number) => z.coerce.number().int().min(0).max(100_000_000).default(standard);

/** What every service reads besides its own port and host. */
export const runtimeEnv = {
  LOG_LEVEL: z.enum(logLevels).default('info').describe(`${logLevels.join(', ')}; default info`),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0).describe('how many proxies in front set X-Forwarded-For, default 0'),
  SHUTDOWN_DELAY_SECONDS: z.coerce
    .number()
    .min(0)
    .max(300)
    .default(0)
    .describe('how long to go on serving after SIGTERM while readiness says 503, default 0'),
  RATE_LIMIT_PER_MINUTE: rateLimitPerMinute(6_000),
  UNKNOWN_CREDENTIALS_PER_MINUTE: perMinute(60).describe(
    'credentials that are not good which one address, of IPv6 one /64, may send each instance in a minute, 0 for any number; default 60',
  ),
  ...tracingEnv,
};

/** What a service with a database reads. */
export const databaseEnv = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .superRefine(checkDatabaseTls)
    .meta({ description: 'postgres://user:password@host:port/database, over TLS with ?sslmode=verify-full&sslrootcert=<file in PEM>', secret: true }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(10).describe('connections at most, default 10'),
};
export type DatabaseEnv = { [Name in keyof typeof databaseEnv]: z.infer<(typeof databaseEnv)[Name]> };
