import { Logger } from '@nestjs/common';
import type { Logger as TypeOrmLogger } from 'typeorm';

/** Passes on what TypeORM has to say, but no statement and no parameter: those hold customers' data. A failed query reaches its caller as an error. */
export class TypeOrmLog implements TypeOrmLogger {
  private readonly logger = new Logger('TypeORM');

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') this.logger.warn(String(message));
    else this.logger.debug(String(message));
  }

  logMigration(message: string): void {
    this.logger.log(message);
  }

  logSchemaBuild(message: string): void {
    this.logger.debug(message);
  }

  logQuery(): void {}

  logQueryError(): void {}

  logQuerySlow(timeMs: number): void {
    this.logger.warn({ msg: 'slow query', duration_ms: timeMs });
  }
}
