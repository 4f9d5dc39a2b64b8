import type { DynamicModule } from '@nestjs/common';
import type { Logger as Pino } from 'pino';
import { createLog } from './log.js';
import { type ServeOptions, type Service, start } from './start.js';

/** How long a shutdown may take before the process ends anyway. */
const shutdownLimitMs = 25_000;

/** Runs a service as this process: ends it with 1 if it cannot start or meets an error that nothing handles, with 0 after SIGTERM or SIGINT. */
export async function serve(rootModule: DynamicModule, options: ServeOptions): Promise<Service> {
  const log = createLog(options.name, options.logLevel, options.logSink);
  endOnUnhandled(log);
  let service: Service | undefined = undefined;
  // Also while it starts: the first process of a container is sent no signal that it does not listen to.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => (service ? void stop(service, signal, options) : giveUp(log, signal)));
  service = await start(rootModule, options).catch((error: unknown) => end(log, error, 'could not start'));
  return service;
}

function endOnUnhandled(log: Pino): void {
  process.once('uncaughtException', (error) => end(log, error, 'uncaught exception'));
  process.once('unhandledRejection', (reason) => end(log, reason, 'unhandled rejection'));
}

function end(log: Pino, error: unknown, message: string): never {
  log.fatal({ err: error }, message);
  process.exit(1);
}

function giveUp(log: Pino, signal: string): void {
  log.info({ signal }, 'stopped before it had started');
  process.exit(0);
}

async function stop(service: Service, signal: string, options: ServeOptions): Promise<void> {
  service.log.info({ signal }, 'stopping');
  const limitMs = shutdownLimitMs + (options.shutdownDelaySeconds ?? 0) * 1000;
  const watchdog = setTimeout(() => end(service.log, new Error(`not stopped within ${limitMs} ms`), 'could not stop'), limitMs);
  try {
    await service.close();
  } catch (error) {
    end(service.log, error, 'could not stop');
  }
  clearTimeout(watchdog);
  service.log.info('stopped');
  process.exit(0);
}
