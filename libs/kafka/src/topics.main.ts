import { z } from 'zod';
import { commandEnv } from './command-env.js';
import { KafkaClient } from './kafka-client.js';
import { checkKafka, kafkaEnv } from './kafka.env.js';
import { applyTopics } from './topics-admin.js';

if (process.argv[2] !== 'apply' || process.argv.length > 3) {
  process.stderr.write('usage: topics apply\n');
  process.exit(64);
}
const env = commandEnv(
  z
    .object({
      ...kafkaEnv,
      KAFKA_REPLICATION_FACTOR: z.coerce.number().int().min(1).max(10).optional().describe('of topics that are made, default the broker’s'),
    })
    .superRefine(checkKafka),
);

const { KAFKA_REPLICATION_FACTOR: replicationFactor } = env;
const changes = await applyTopics(KafkaClient.of(env, 'latchkey-topics'), replicationFactor === undefined ? {} : { replicationFactor });
process.stdout.write(changes.length === 0 ? 'all topics are as declared\n' : `${changes.join('\n')}\n`);
