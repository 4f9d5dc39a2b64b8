import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList, type MigrationInterface } from 'typeorm';
import type { DatabaseEnv } from '../env/env-fields.js';
import { TypeOrmLog } from './typeorm-log.js';

type Class<T> = new () => T;

/** What a service keeps in its own schema. */
export interface Database {
  readonly schema: string;
  readonly entities: MixedList<Class<object> | EntitySchema>;
  readonly migrations: readonly Class<MigrationInterface>[];
}

export function dataSourceOptions(env: DatabaseEnv, database: Database): DataSourceOptions {
  return {
    type: 'postgres',
    url: env.DATABASE_URL,
    schema: database.schema,
    entities: database.entities,
    migrations: [...database.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    poolSize: env.DATABASE_POOL_SIZE,
    connectTimeoutMS: 5_000,
    applicationName: `latchkey-${database.schema}`,
    logger: new TypeOrmLog(),
  };
}

/** A connection pool not yet opened, for commands that run outside a service. */
export function dataSourceFor(env: DatabaseEnv, database: Database): DataSource {
  return new DataSource(dataSourceOptions(env, database));
}
