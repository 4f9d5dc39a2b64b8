import { checkKafka, KafkaClient, kafkaEnv } from '@latchkey/kafka';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { CompareTokenState, type Comparison } from './compare-token-state/compare-token-state.js';
import { TokensInDatabase } from './compare-token-state/tokens-in-database.js';
import { issuerDatabase } from './issuer.database.js';

/** Distinct from 1, which says that there are differences. */
const notCompared = 69;
const settleWithinMs = 30_000;

if (process.argv.length > 2) {
  process.stderr.write('usage: compare\n');
  process.exit(64);
}
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv }).superRefine(checkKafka));
let compared: Comparison | undefined;

await runCommand('issuer-compare', env.LOG_LEVEL, async () => {
  const client = KafkaClient.of(env, 'latchkey-compare');
  const dataSource = await dataSourceFor(env, issuerDatabase).initialize();
  try {
    compared = await new CompareTokenState(client, new TokensInDatabase(dataSource), settleWithinMs).execute();
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
