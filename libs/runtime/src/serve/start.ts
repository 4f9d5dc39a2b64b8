import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger as Pino } from 'pino';
import type { LogLevel } from '../env/env-fields.js';
import { Readiness } from '../health/readiness.js';
import { Metrics } from '../metrics/metrics.js';
import { serveOpenApi } from '../openapi/openapi.js';
import type { TracingOptions } from '../tracing/tracing.env.js';
import { Tracing } from '../tracing/tracing.js';
import { HttpSide } from './http-side.js';
import { createLog, type LogSink } from './log.js';
import { NestLog } from './nest-log.js';
import { ServiceModule, serviceModule } from './service.module.js';

export interface ServeOptions {
  readonly name: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** How many proxies in front are believed about the client's address. */
  readonly trustProxy?: number;
  readonly bodyLimitBytes?: number;
  /** How many requests one caller may make in a minute; 0 or absent: any. */
  readonly rateLimitPerMinute?: number;
  /** How many credentials that are not good one address may send in a minute; 0 or absent: any. */
  readonly unknownCredentialsPerMinute?: number;
  /** The clock of those two limits; absent: the system's. */
  readonly now?: () => number;
  /** How long readiness says 503 before the port closes. */
  readonly shutdownDelaySeconds?: number;
  readonly logSink?: LogSink;
  /** Absent: nothing is traced. */
  readonly tracing?: TracingOptions | undefined;
}

export interface Service {
  readonly app: INestApplication;
  readonly url: string;
  readonly log: Pino;
  /** Says not ready, ends what is under way, then stops. */
  close(): Promise<void>;
}

const defaultBodyLimitBytes = 64 * 1024;

/** Starts a service and leaves the process alone: `serve` is this for a process of its own. */
export async function start(rootModule: DynamicModule, options: ServeOptions): Promise<Service> {
  const log = createLog(options.name, options.logLevel, options.logSink);
  const tracing = options.tracing && Tracing.begin(options.name, options.tracing, log);
  const app = await createApp(rootModule, options, log);
  try {
    serveOpenApi(app, options.name);
    connectKafka(app);
    await app.startAllMicroservices();
    await app.listen(options.port, options.host);
  } catch (error) {
    await app.close();
    await tracing?.end();
    throw error;
  }
  const url = await app.getUrl();
  log.info({ url }, 'listening');
  return { app, url, log, close: () => close(app, tracing, options.shutdownDelaySeconds ?? 0) };
}

async function createApp(rootModule: DynamicModule, options: ServeOptions, log: Pino): Promise<NestFastifyApplication> {
  const http = new HttpSide(log, {
    trustProxy: options.trustProxy ?? 0,
    bodyLimit: options.bodyLimitBytes ?? defaultBodyLimitBytes,
    quotas: { perCaller: options.rateLimitPerMinute ?? 0, unknownCredentials: options.unknownCredentialsPerMinute ?? 0 },
    now: options.now,
    traced: options.tracing !== undefined,
  });
  const app = await NestFactory.create<NestFastifyApplication>(serviceModule(rootModule), http.adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
  });
  http.install(app);
  return app;
}

function connectKafka(app: INestApplication): void {
  const { batches } = app.get(ServiceModule);
  if (!batches) return;
  const metrics = app.get(Metrics, { strict: false });
  for (const metric of batches.metrics) metrics.registerMetric(metric);
  app.connectMicroservice({ strategy: batches });
}

/** The port closes before anything else stops, so that no request meets a half-stopped service. */
async function close(app: NestFastifyApplication, tracing: Tracing | undefined, delaySeconds: number): Promise<void> {
  app.get(Readiness, { strict: false }).drain();
  await pause(delaySeconds * 1000);
  await app.getHttpAdapter().close();
  await app.close();
  await tracing?.end();
}
