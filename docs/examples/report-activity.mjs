// Tells on the topic activity what a service did with a token, as any internal service may.
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_TOPIC_PREFIX: prefix = 'latchkey.', CUSTOMER_ID, TOKEN_ID, EVENT_ID } = process.env;
for (const [name, value] of Object.entries({ CUSTOMER_ID, TOKEN_ID, EVENT_ID })) if (!value) throw new Error(`${name} is not set`);
// Where the brokers want it.
const { KAFKA_TLS, KAFKA_TLS_CA_FILE, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = process.env;
const ssl = KAFKA_TLS_CA_FILE ? { ca: readFileSync(KAFKA_TLS_CA_FILE) } : KAFKA_TLS === 'true';
const sasl = username && { mechanism: 'scram-sha-512', username, password };
const kafka = new kafkajs.Kafka({ clientId: 'deployer', brokers: KAFKA_BROKERS.split(','), ssl, sasl, logLevel: kafkajs.logLevel.ERROR });
// The partitioner of the other clients, so that all that is told of a customer lies in one partition, where repeats are known.
const producer = kafka.producer({ idempotent: true, allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });

// Every field is there; what there is nothing to say of is null.
const data = {
  customer_id: CUSTOMER_ID,
  token_id: TOKEN_ID,
  service_account_id: null,
  action: 'version.activated',
  target: { type: 'service_version', id: 'www/42' },
  service_id: 'www',
  outcome: 'success',
  reason: null,
  ip: '192.0.2.7',
  user_agent: 'cli/1.4',
  request_id: null,
  details: { version: 42 },
};

const headers = {
  ce_specversion: '1.0',
  ce_type: 'activity.reported.v1',
  ce_source: 'deployer',
  // Of the deed, not of the attempt to tell it: a repeat carries the same.
  ce_id: EVENT_ID,
  ce_time: new Date().toISOString(),
  'content-type': 'application/json',
};

await producer.connect();
try {
  await producer.send({ topic: `${prefix}activity`, acks: -1, messages: [{ key: data.customer_id, headers, value: JSON.stringify(data) }] });
} finally {
  await producer.disconnect();
}
