import { checkKafka, KafkaClient, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { auditorDatabase } from './auditor.database.js';
import { checkpointsEnv } from './checkpoints/checkpoints.env.js';
import { LogKeys } from './checkpoints/log-keys.js';
import { auditedTopics } from './ingest-batch/audited.js';
import { Cluster } from './ingest-batch/cluster.js';
import { StartEpoch } from './start-epoch/start-epoch.js';

const named = z.tuple([z.enum(auditedTopics), z.coerce.number().int().min(0)]).safeParse(process.argv.slice(2));
if (!named.success) {
  process.stderr.write(`usage: start-epoch ${auditedTopics.join('|')} <partition>\n`);
  process.exit(64);
}
const [topic, partition] = named.data;
const { AUDITOR_SIGNING_KEY, AUDITOR_FORMER_KEYS, AUDITOR_LOG_ORIGIN } = checkpointsEnv;
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv, AUDITOR_SIGNING_KEY, AUDITOR_FORMER_KEYS, AUDITOR_LOG_ORIGIN }).superRefine(checkKafka));

await runCommand('auditor-start-epoch', env.LOG_LEVEL, async () => {
  const client = KafkaClient.of(env, 'latchkey-start-epoch');
  const dataSource = await dataSourceFor(env, auditorDatabase).initialize();
  try {
    const log = await new StartEpoch(dataSource, new Cluster(client), LogKeys.of(env)).execute({ topic, partition });
    process.stdout.write(`${log}\n`);
  } finally {
    await dataSource.destroy();
  }
});
