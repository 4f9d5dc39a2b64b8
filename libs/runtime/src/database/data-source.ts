import type { ClientBase } from 'pg';
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

/**
 * Postgres ends the session of who leaves a transaction idle, or takes nothing of what it is sent, for longer than a batch may wait for Kafka: so no process that is frozen, and
 * no host that is gone, holds a row for good. Set once the session stands, since poolers refuse to be told at its start.
 */
const beginSession = `
  set idle_in_transaction_session_timeout = '60s'; set tcp_user_timeout = '60s';
  set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3`;

/** By which a server that is gone is noticed by who waits for its answer. */
const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

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
    extra: { ...keepAlive, onConnect: (client: ClientBase) => client.query(beginSession) },
    logger: new TypeOrmLog(),
  };
}

/** A connection pool not yet opened, for commands that run outside a service. */
export function dataSourceFor(env: DatabaseEnv, database: Database): DataSource {
  return new DataSource(dataSourceOptions(env, database));
}
