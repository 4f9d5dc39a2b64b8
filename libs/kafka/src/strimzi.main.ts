import { z } from 'zod';
import { kafkaEnv } from './kafka.env.js';
import { strimziTopics, strimziUsers } from './strimzi.js';

const usage = 'usage: strimzi topics|users [<name of the Kafka resource>]\n';
const printed = { topics: strimziTopics, users: strimziUsers };
const env = z
  .object({
    KAFKA_TOPIC_PREFIX: kafkaEnv.KAFKA_TOPIC_PREFIX,
    KAFKA_REPLICATION_FACTOR: z.coerce.number().int().min(1).max(10).default(3).describe('of the topics, default 3'),
  })
  .safeParse(process.env);

const [what, cluster = 'latchkey', ...more] = process.argv.slice(2);
const print = Object.hasOwn(printed, what ?? '') ? printed[what as keyof typeof printed] : undefined;
if (!print || more.length > 0 || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(cluster)) {
  process.stderr.write(usage);
  process.exit(64);
}
if (!env.success) {
  process.stderr.write(`${env.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n')}\n`);
  process.exit(78);
}

const { KAFKA_TOPIC_PREFIX: topicPrefix, KAFKA_REPLICATION_FACTOR: replicas } = env.data;
process.stdout.write(print({ cluster, topicPrefix, replicas }));
