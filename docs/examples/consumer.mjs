// Reads token-events as any internal service may, and prints each event once.
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';

const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_TOPIC_PREFIX: prefix = 'latchkey.', GROUP = 'example' } = process.env;
// Where the brokers want it.
const { KAFKA_TLS, KAFKA_TLS_CA_FILE, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = process.env;
const ssl = KAFKA_TLS_CA_FILE ? { ca: readFileSync(KAFKA_TLS_CA_FILE) } : KAFKA_TLS === 'true';
const sasl = username && { mechanism: 'scram-sha-512', username, password };
const kafka = new kafkajs.Kafka({ clientId: GROUP, brokers: KAFKA_BROKERS.split(','), ssl, sasl, logLevel: kafkajs.logLevel.ERROR });
const consumer = kafka.consumer({ groupId: GROUP, allowAutoTopicCreation: false });

const handlers = {
  'token.issued.v1': ({ data }) => print({ issued: data.token_id, for: data.customer_id }),
  'token.revoked.v1': ({ data }) => print({ revoked: data.token_id, why: data.reason }),
  'token.expiring.v1': ({ data }) => print({ expiring: data.token_id, at: data.expires_at }),
};

// Here as long as it runs; a service that acts on events keeps it in its database, written in the transaction of what it does.
const seen = new Set();

async function handle({ topic, partition, message: { key, value, offset, headers } }) {
  const header = (name) => headers[name]?.toString();
  const event = `${header('ce_source')} ${header('ce_id')}`;
  const act = handlers[header('ce_type')];
  // A type that is not known is somebody else's, or of a version to come.
  if (!act || seen.has(event)) return;
  const data = parse(value);
  if (typeof data !== 'object' || data === null) return void process.stderr.write(`unreadable: ${topic} ${partition} ${offset}\n`);
  // An Error is tried again, and holds up its partition: nothing is passed over. A TypeError, as of fetch when nobody answers, would end the consumer: throw an Error with it as cause.
  await act({ customer: key?.toString(), data });
  seen.add(event);
}

function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const print = (line) => void process.stdout.write(`${JSON.stringify(line)}\n`);

// What kafkajs will not recover from must end the process: else it lives on and reads nothing.
consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || process.exit(1));
await consumer.connect();
await consumer.subscribe({ topic: `${prefix}token-events`, fromBeginning: true });
await consumer.run({ eachMessage: handle });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void consumer.disconnect());
