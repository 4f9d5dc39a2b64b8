import { KafkaClient } from '@latchkey/kafka';
import { passwordOf, readSecurity, type Security, superUser, type Target } from '@latchkey/stack';

const folder = process.env['E2E_SECURITY'];

/** Of the Kafka and Postgres of this test run; undefined where everybody may do everything there. */
export const securityOfRun: Security | undefined = folder ? readSecurity(folder) : undefined;

/** May do everything. */
export function clientFor({ brokers, prefix = '', security }: Omit<Target, 'databaseUrl'>): KafkaClient {
  const login = security && {
    tls: { ca: security.ca },
    sasl: { mechanism: 'SCRAM-SHA-512' as const, username: superUser, password: passwordOf(superUser, security) },
  };
  return new KafkaClient({ brokers: brokers.split(','), clientId: 'e2e', topicPrefix: prefix, ...login });
}
