// Writes every record of the audit topic, as it stands now, to standard output: a JSON object a line.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_TOPIC_PREFIX: prefix = 'latchkey.' } = process.env;
// Where the brokers want it.
const { KAFKA_TLS, KAFKA_TLS_CA_FILE, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = process.env;
const ssl = KAFKA_TLS_CA_FILE ? { ca: readFileSync(KAFKA_TLS_CA_FILE) } : KAFKA_TLS === 'true';
const sasl = username && { mechanism: 'scram-sha-512', username, password };
const topic = `${prefix}audit`;
const kafka = new kafkajs.Kafka({ clientId: 'audit-export', brokers: KAFKA_BROKERS.split(','), ssl, sasl, logLevel: kafkajs.logLevel.ERROR });

const admin = kafka.admin();
await admin.connect();
const offsets = await admin.fetchTopicOffsets(topic);
await admin.disconnect();
const ends = new Map(offsets.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]));

const consumer = kafka.consumer({ groupId: `audit-export.${randomUUID()}`, maxWaitTimeInMs: 500 });
const wholeTopic = new Promise((resolve, reject) => {
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset } }) => {
    if (BigInt(lastOffset) + 1n >= (ends.get(partition) ?? 0n)) ends.delete(partition);
    if (ends.size === 0) resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
});

if (ends.size > 0) {
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  // Nothing is committed: each run begins at the start, and a line may come twice.
  await consumer.run({ autoCommit: false, eachMessage: async ({ message }) => void process.stdout.write(`${message.value}\n`) });
  await wholeTopic.finally(() => consumer.disconnect());
}
