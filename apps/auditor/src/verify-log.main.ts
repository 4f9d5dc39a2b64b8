import { readFileSync } from 'node:fs';
import { checkKafka, KafkaClient, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { auditorDatabase } from './auditor.database.js';
import { checkpointsEnv } from './checkpoints/checkpoints.env.js';
import { LogKeys } from './checkpoints/log-keys.js';
import { type Verification, VerifyLog } from './verify-log/verify-log.js';

/** Distinct from 1, which says that there are differences. */
const notVerified = 69;

const [log, file, ...more] = process.argv.slice(2);
if (log === undefined || more.length > 0) {
  process.stderr.write('usage: verify-log <log> [<file with a checkpoint>]\n');
  process.exit(64);
}
const { AUDITOR_SIGNING_KEY, AUDITOR_FORMER_KEYS, AUDITOR_LOG_ORIGIN } = checkpointsEnv;
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv, AUDITOR_SIGNING_KEY, AUDITOR_FORMER_KEYS, AUDITOR_LOG_ORIGIN }).superRefine(checkKafka));
let verified: Verification | undefined;

await runCommand('auditor-verify-log', env.LOG_LEVEL, async () => {
  const kept = file === undefined ? undefined : readFileSync(file, 'utf8');
  const client = KafkaClient.of(env, 'latchkey-verify-log');
  const dataSource = await dataSourceFor(env, auditorDatabase).initialize();
  try {
    verified = await new VerifyLog(dataSource, client, LogKeys.of(env)).execute(log, kept);
  } finally {
    await dataSource.destroy();
  }
});

if (verified) {
  const { findings, ...summary } = verified;
  for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
  process.stdout.write(`${JSON.stringify({ ...summary, findings: findings.length })}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} else {
  process.exitCode = notVerified;
}
