import { appsWithDatabase } from '../services/apps.js';
import { roleOf } from './secure-postgres.js';
import { passwordOf, type Security } from './security.js';

/** A Kafka and a Postgres, and what is on them. */
export interface Target {
  /** For whoever may do everything there. */
  readonly databaseUrl: string;
  readonly brokers: string;
  /** Of topics; absent: as the environment says, else `latchkey.`. */
  readonly prefix?: string;
  /** Absent: everybody may do everything. */
  readonly security?: Security | undefined;
}

/** What a program is given so that it meets them as this user. */
export function environmentOf(user: string, { databaseUrl, brokers, prefix, security }: Partial<Target>): NodeJS.ProcessEnv {
  return {
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: security ? databaseUrlOf(user, databaseUrl, security) : databaseUrl }),
    ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
    ...(security ? loginOf(user, security) : {}),
    ...(prefix === undefined ? {} : { KAFKA_TOPIC_PREFIX: prefix }),
  };
}

/** Empty, which counts as unset, for who has no database: this process may have one. */
function databaseUrlOf(user: string, databaseUrl: string, security: Security): string {
  const app = appsWithDatabase.find((each) => each === user);
  if (app === undefined) return '';
  const url = new URL(databaseUrl);
  url.username = roleOf(app);
  url.password = passwordOf(app, security);
  return url.href;
}

function loginOf(user: string, security: Security): NodeJS.ProcessEnv {
  return { KAFKA_TLS_CA_FILE: security.caFile, KAFKA_SASL_USERNAME: user, KAFKA_SASL_PASSWORD: passwordOf(user, security) };
}
