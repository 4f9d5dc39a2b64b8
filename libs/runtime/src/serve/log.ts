import { redactSecrets } from '@latchkey/tokens';
import { destination, pino, type Logger as Pino } from 'pino';
import type { LogLevel } from '../env/env-fields.js';
import { isError } from '../errors/is-error.js';

/** Takes finished log lines; stdout unless a test listens. */
export interface LogSink {
  write(line: string): void;
}

/** JSON lines on stdout. Whatever is logged, no token secret is ever in it. */
export function createLog(service: string, level: LogLevel, sink: LogSink = destination({ fd: 1, sync: true })): Pino {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return pino(options, { write: (line: string) => sink.write(redactSecrets(line)) });
}

/** Only these fields: a database error also carries the statement, its parameters and the row. */
function describeError(error: unknown): unknown {
  if (!isError(error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
