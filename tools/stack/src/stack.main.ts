import { parseEnv } from '@latchkey/runtime';
import { z } from 'zod';
import { runCommand } from './command.js';
import { kafkaFor, postgresFor } from './infrastructure.js';
import { infrastructureEnv } from './stack.env.js';
import { askedSecurity, writeEnvironments } from './security/asked-security.js';
import { say } from './terminal.js';

const env = parseEnv(z.object(infrastructureEnv));

await runCommand({ name: 'stack', codeOnSignal: 0 }, async (children) => {
  const security = await askedSecurity(env);
  say('starting Kafka and Postgres …');
  const [brokers, databaseUrl] = await Promise.all([kafkaFor(env, children, security), postgresFor(env, children, security)]);
  if (security) writeEnvironments({ brokers, databaseUrl, security });
  say(security ? 'set -a; . .latchkey/secure/kafka.env; set +a' : `export KAFKA_BROKERS=${brokers} DATABASE_URL=${databaseUrl}`);
  say('Ctrl-C stops both and keeps the data; npm run stack:reset wipes it.');
  return new Promise(() => undefined);
});
