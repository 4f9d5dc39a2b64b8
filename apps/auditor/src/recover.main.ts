import { checkKafka, KafkaClient, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { auditorDatabase } from './auditor.database.js';
import { Cluster } from './ingest-batch/cluster.js';
import { type RecoveredLog, RecoverLogs } from './recover-logs/recover-logs.js';

/** Distinct from 1, which says that some log could not be recovered. */
const notRecovered = 69;

if (process.argv.length > 2) {
  process.stderr.write('usage: recover\n');
  process.exit(64);
}
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv }).superRefine(checkKafka));
let logs: readonly RecoveredLog[] | undefined;

await runCommand('auditor-recover', env.LOG_LEVEL, async () => {
  const client = KafkaClient.of(env, 'latchkey-recover');
  const dataSource = await dataSourceFor(env, auditorDatabase).initialize();
  try {
    logs = await new RecoverLogs(dataSource, client, new Cluster(client)).execute();
  } finally {
    await dataSource.destroy();
  }
});

for (const log of logs ?? []) process.stdout.write(`${JSON.stringify(log)}\n`);
if (logs) process.exitCode = logs.some((log) => 'not_recovered' in log) ? 1 : 0;
else process.exitCode = notRecovered;
