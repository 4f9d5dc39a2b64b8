import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { DatabaseEnv } from '../env/env-fields.js';
import { isDatabaseUnavailable } from '../errors/database-unavailable.js';
import { Readiness } from '../health/readiness.js';
import { type Database, dataSourceOptions } from './data-source.js';
import { migrationState } from './migrations.js';

@Module({})
export class DatabaseModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.add('database', async () => {
      const { pending, unknown } = await migrationState(this.dataSource);
      return { up: true, details: { pending_migrations: pending.length, unknown_migrations: unknown.length } };
    });
  }
}

/** The service's own schema in Postgres. Waits for a database that is down, and gives up at once on one that refuses. */
export function databaseModule(env: DatabaseEnv, database: Database): DynamicModule {
  const connection = TypeOrmModule.forRoot({
    ...dataSourceOptions(env, database),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryDelay: 1_000,
    toRetry: isDatabaseUnavailable,
  });
  return { module: DatabaseModule, imports: [connection], exports: [connection] };
}
