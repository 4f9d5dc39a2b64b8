import { checkKafka, KafkaClient, kafkaEnv, rewindGroup } from '@latchkey/kafka';
import { Outbox, withoutRelay } from '@latchkey/outbox';
import { databaseEnv, dataSourceFor, parseEnv, runCommand, runtimeEnv } from '@latchkey/runtime';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { issuerDatabase } from './issuer.database.js';
import { issuerEnv } from './issuer.env.js';
import { RecoverTokens } from './recover-tokens/recover-tokens.js';

if (process.argv.length > 2) {
  process.stderr.write('usage: recover\n');
  process.exit(64);
}
const { RELAY_DATABASE_URL } = issuerEnv.shape;
const env = parseEnv(z.object({ LOG_LEVEL: runtimeEnv.LOG_LEVEL, ...databaseEnv, ...kafkaEnv, RELAY_DATABASE_URL }).superRefine(checkKafka));

await runCommand('issuer-recover', env.LOG_LEVEL, async () => {
  const client = KafkaClient.of(env, 'latchkey-recover');
  const dataSource = await dataSourceFor(env, issuerDatabase).initialize();
  try {
    const { schema } = issuerDatabase;
    const outbox = new Outbox(dataSource, schema, new Logger(Outbox.name));
    const { lost, ...done } = await withoutRelay(env.RELAY_DATABASE_URL ?? env.DATABASE_URL, schema, async () => {
      // Where tokens were last used is told again by what token-usage still has.
      await rewindGroup(client, { group: 'issuer', topic: 'token-usage' });
      return new RecoverTokens(dataSource, client, outbox).execute(new Date());
    });
    for (const token of lost) process.stdout.write(`${JSON.stringify(token)}\n`);
    process.stdout.write(`${JSON.stringify({ ...done, lost: lost.length })}\n`);
  } finally {
    await dataSource.destroy();
  }
});
