import { randomBytes } from 'node:crypto';

/** The Postgres of this test run: a URL whose user may create databases. */
export function databaseUrl(): string {
  return required('DATABASE_URL');
}

/** The Kafka of this test run. */
export function kafkaBrokers(): string[] {
  return required('KAFKA_BROKERS').split(',');
}

/** A topic prefix that no other test has. */
export function uniquePrefix(): string {
  return `t${randomBytes(8).toString('hex')}.`;
}

function required(name: 'DATABASE_URL' | 'KAFKA_BROKERS'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run through npm test or set DATABASE_URL and KAFKA_BROKERS`);
  return value;
}
