import { Logger } from '@nestjs/common';
import type { LogLevel } from '../env/env-fields.js';
import { createLog } from './log.js';
import { NestLog } from './nest-log.js';

/** Runs a command as this process: logs JSON lines to stderr, so that stdout stays the command's own, and ends with 0, or with 1 if it fails. */
export async function runCommand(name: string, logLevel: LogLevel, work: () => Promise<unknown>): Promise<void> {
  const log = createLog(name, logLevel, process.stderr);
  Logger.overrideLogger(new NestLog(log));
  try {
    await work();
  } catch (error) {
    log.fatal({ err: error }, 'failed');
    process.exitCode = 1;
  }
}
