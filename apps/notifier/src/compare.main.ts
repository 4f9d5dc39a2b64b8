import { checkKafka, KafkaClient, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { CompareSchedule, type ScheduleComparison } from './compare-schedule/compare-schedule.js';
import { notifierDatabase } from './notifier.database.js';
import { notifierEnv } from './notifier.env.js';

/** Distinct from 1, which says that there are differences. */
const notCompared = 69;
const settleWithinMs = 10_000;

if (process.argv.length > 2) {
  process.stderr.write('usage: compare\n');
  process.exit(64);
}
const { NOTIFIER_SPREAD_SECONDS } = notifierEnv.shape;
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv, NOTIFIER_SPREAD_SECONDS }).superRefine(checkKafka));
let compared: ScheduleComparison | undefined;

await runCommand('notifier-compare', env.LOG_LEVEL, async () => {
  const client = KafkaClient.of(env, 'latchkey-compare');
  const dataSource = await dataSourceFor(env, notifierDatabase).initialize();
  try {
    compared = await new CompareSchedule(dataSource, client, { spreadSeconds: env.NOTIFIER_SPREAD_SECONDS, settleWithinMs }).execute();
  } finally {
    await dataSource.destroy();
  }
});

if (compared) {
  const { tokens, differences } = compared;
  for (const difference of differences) process.stdout.write(`${JSON.stringify(difference)}\n`);
  process.stdout.write(`${JSON.stringify({ tokens, differences: differences.length })}\n`);
  process.exitCode = differences.length === 0 ? 0 : 1;
} else {
  process.exitCode = notCompared;
}
