import { z } from 'zod';
import { KafkaClient } from './kafka-client.js';
import { kafkaEnv } from './kafka.env.js';
import { applyTopics } from './topics-admin.js';

const usage = 'usage: topics apply\n';
const env = z
  .object({
    ...kafkaEnv,
    KAFKA_REPLICATION_FACTOR: z.coerce.number().int().min(1).max(10).optional().describe('of topics that are made, default the broker’s'),
  })
  .safeParse(process.env);

if (process.argv[2] !== 'apply' || process.argv.length > 3) {
  process.stderr.write(usage);
  process.exit(64);
}
if (!env.success) {
  process.stderr.write(`${env.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n')}\n`);
  process.exit(78);
}

const { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: topicPrefix, KAFKA_REPLICATION_FACTOR: replicationFactor } = env.data;
const client = new KafkaClient({ brokers, clientId: 'latchkey-topics', topicPrefix });
const changes = await applyTopics(client, replicationFactor === undefined ? {} : { replicationFactor });
process.stdout.write(changes.length === 0 ? 'all topics are as declared\n' : `${changes.join('\n')}\n`);
