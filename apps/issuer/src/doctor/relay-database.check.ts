import { dataSourceFor } from '@latchkey/runtime';
import type { DataSource } from 'typeorm';
import { issuerDatabase } from '../issuer.database.js';
import type { Check } from './check.js';
import { fail, ok, skipped } from './finding.js';

const identity = `select concat(current_database(), ' ', pg_postmaster_start_time()) as server`;

/** The relay has to read the outbox that the issuer writes. */
export const relayDatabase: Check = {
  name: 'relay database',
  needs: 'database',
  run: async (deployment) => {
    const { RELAY_DATABASE_URL: url } = deployment.env;
    if (url === undefined) return [skipped('RELAY_DATABASE_URL is not set: the relay uses DATABASE_URL')];
    const dataSource = await dataSourceFor({ ...deployment.env, DATABASE_URL: url }, issuerDatabase).initialize();
    try {
      if ((await serverOf(dataSource)) === (await serverOf(await deployment.database()))) return [ok('RELAY_DATABASE_URL leads to the same database as DATABASE_URL')];
      return [fail('RELAY_DATABASE_URL leads to another database than DATABASE_URL, so that nothing reaches Kafka', 'Let both lead to the same database.', 'outbox-waits')];
    } finally {
      await dataSource.destroy();
    }
  },
};

async function serverOf(dataSource: DataSource): Promise<string | undefined> {
  const rows = await dataSource.query<{ server: string }[]>(identity);
  return rows[0]?.server;
}
