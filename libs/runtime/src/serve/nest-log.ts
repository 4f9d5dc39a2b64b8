import type { LoggerService } from '@nestjs/common';
import type { Logger as Pino } from 'pino';
import type { LogLevel } from '../env/env-fields.js';
import { isError } from '../errors/is-error.js';

/** What Nest says of itself while it starts: of use only to whoever debugs that. */
const nestItself = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'NestMicroservice']);

/** Nest's `Logger`, and so every part of the service, writes to the one JSON log. A message may be an object of fields. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context last, and for errors the stack before it. */
  private write(level: LogLevel, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const texts = rest.filter((part): part is string => typeof part === 'string');
    const err = isError(message) ? message : rest.find(isError);
    const stack = texts.length > 1 ? texts[0] : undefined;
    const context = texts.at(-1);
    const shown = level === 'info' && context !== undefined && nestItself.has(context) ? 'debug' : level;
    const fields = { context, ...(err === undefined ? {} : { err }), ...(stack === undefined ? {} : { stack }) };
    if (isError(message)) this.pino[shown](fields, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[shown]({ ...fields, ...message });
    else this.pino[shown](fields, String(message));
  }
}
