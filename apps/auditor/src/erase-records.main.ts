import { fields } from '@latchkey/contracts';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { auditorDatabase } from './auditor.database.js';
import { EraseCustomerRecords } from './erase-customer-records/erase-customer-records.js';

const named = z.tuple([fields.id, z.literal('--anyway').optional()]).safeParse(process.argv.slice(2));
if (!named.success) {
  process.stderr.write('usage: erase-records <customer id> [--anyway]\n');
  process.exit(64);
}
const [customerId, anyway] = named.data;
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv }));

await runCommand('auditor-erase-records', env.LOG_LEVEL, async () => {
  const dataSource = await dataSourceFor(env, auditorDatabase).initialize();
  try {
    const erased = await new EraseCustomerRecords(dataSource).execute(customerId, { now: () => new Date(), anyway: anyway !== undefined });
    process.stdout.write(`${erased}\n`);
  } finally {
    await dataSource.destroy();
  }
});
