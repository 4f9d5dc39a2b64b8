// Sets a group that has stopped back to a point in time: it reads again all that came since.
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_TOPIC_PREFIX: prefix = 'latchkey.', GROUP: groupId, SINCE } = process.env;
// Where the brokers want it.
const { KAFKA_TLS, KAFKA_TLS_CA_FILE, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = process.env;
const ssl = KAFKA_TLS_CA_FILE ? { ca: readFileSync(KAFKA_TLS_CA_FILE) } : KAFKA_TLS === 'true';
const sasl = username && { mechanism: 'scram-sha-512', username, password };
const since = Date.parse(SINCE);
if (!groupId || Number.isNaN(since)) throw new Error('set GROUP, and SINCE as 2026-01-31T00:00:00Z');
const topic = `${prefix}token-events`;
const admin = new kafkajs.Kafka({ clientId: groupId, brokers: KAFKA_BROKERS.split(','), ssl, sasl, logLevel: kafkajs.logLevel.ERROR }).admin();

await admin.connect();
try {
  const partitions = await admin.fetchTopicOffsetsByTimestamp(topic, since);
  await admin.setOffsets({ groupId, topic, partitions });
} finally {
  await admin.disconnect();
}
