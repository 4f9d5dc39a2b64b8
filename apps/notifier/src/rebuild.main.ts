import { checkKafka, KafkaClient, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, dataSourceFor, Metrics, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { CompareSchedule } from './compare-schedule/compare-schedule.js';
import { FollowTokens } from './follow-tokens/follow-tokens.js';
import { notifierDatabase } from './notifier.database.js';
import { notifierEnv } from './notifier.env.js';
import { NotifierMetrics } from './notifier.metrics.js';
import { rebuildArgs } from './rebuild-schedule/rebuild-args.js';
import { RebuildSchedule } from './rebuild-schedule/rebuild-schedule.js';
import { scheduleDefaultsOf } from './schedule/schedule-defaults.js';

const asked = rebuildArgs(process.argv.slice(2));
if (!asked) {
  process.stderr.write('usage: rebuild [--since <moment in RFC 3339>]\n');
  process.exit(64);
}
const { NOTIFIER_NOTIFY_DAYS, NOTIFIER_UNUSED_DAYS, NOTIFIER_SPREAD_SECONDS } = notifierEnv.shape;
const schedule = { NOTIFIER_NOTIFY_DAYS, NOTIFIER_UNUSED_DAYS, NOTIFIER_SPREAD_SECONDS };
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv, ...schedule }).superRefine(checkKafka));

await runCommand('notifier-rebuild', env.LOG_LEVEL, async () => {
  const client = KafkaClient.of(env, 'latchkey-rebuild');
  const dataSource = await dataSourceFor(env, notifierDatabase).initialize();
  try {
    const defaults = scheduleDefaultsOf(env);
    const compare = new CompareSchedule(dataSource, client, { spreadSeconds: defaults.spreadSeconds, settleWithinMs: 0 });
    const followTokens = new FollowTokens(dataSource, new NotifierMetrics(new Metrics()), defaults);
    const done = await new RebuildSchedule(dataSource, client, compare, followTokens).execute(new Date(), asked.since);
    process.stdout.write(`${JSON.stringify(done)}\n`);
  } finally {
    await dataSource.destroy();
  }
});
