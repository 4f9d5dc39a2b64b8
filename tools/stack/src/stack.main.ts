import { parseEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { runCommand } from './command.js';
import { kafkaFor, postgresFor } from './infrastructure.js';
import { infrastructureEnv } from './stack.env.js';
import { say } from './terminal.js';

const env = parseEnv(z.object(infrastructureEnv));

await runCommand({ name: 'stack', codeOnSignal: 0 }, async (children) => {
  say('starting Kafka and Postgres …');
  const [brokers, databaseUrl] = await Promise.all([kafkaFor(env, children), postgresFor(env, children)]);
  say(`export KAFKA_BROKERS=${brokers} DATABASE_URL=${databaseUrl}\nCtrl-C stops both and keeps the data; npm run stack:reset wipes it.`);
  return new Promise(() => undefined);
});
